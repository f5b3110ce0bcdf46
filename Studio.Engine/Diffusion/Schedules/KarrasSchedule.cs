namespace Studio.Engine.Diffusion.Schedules;

/// <summary>sigma_i = (max^(1/rho) + i/(n-1) (min^(1/rho) - max^(1/rho)))^rho (Karras et al. 2022, arXiv:2206.00364, eq. 5).</summary>
public sealed class KarrasSchedule : ISchedule
{
    public const float DefaultRho = 7;

    public string Name => "karras";

    public float[] Sigmas(SigmaTable table, int steps) => Between(steps, table.SigmaMin, table.SigmaMax);

    /// <summary>The same between any two noise levels.</summary>
    /// <param name="rho">Above 0; the higher, the more steps at little noise.</param>
    /// <exception cref="EngineException">rho or a noise level is not above 0.</exception>
    public static float[] Between(int steps, float sigmaMin, float sigmaMax, float rho = DefaultRho)
    {
        SigmaList.RequireRange(sigmaMin, sigmaMax);
        if (!(rho > 0))
            throw new EngineException(EngineError.BadPrompt, $"rho is {rho}; it must be above 0 (7 is usual).");
        var (low, high) = (Math.Pow(sigmaMin, 1 / rho), Math.Pow(sigmaMax, 1 / rho));
        return SigmaList.FallingToZero(steps, i => MathF.Pow(SigmaList.Between(high, low, i, steps), rho));
    }
}
