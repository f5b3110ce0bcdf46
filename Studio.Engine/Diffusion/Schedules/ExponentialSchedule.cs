namespace Studio.Engine.Diffusion.Schedules;

/// <summary>Noise levels evenly spread in log sigma.</summary>
public sealed class ExponentialSchedule : ISchedule
{
    public string Name => "exponential";

    public float[] Sigmas(SigmaTable table, int steps) => Between(steps, table.SigmaMin, table.SigmaMax);

    /// <summary>
    /// The same between any two noise levels, bent by rho: log sigma falls with (1 - i/(n-1))^rho. At rho 1 it is a straight line.
    /// </summary>
    /// <exception cref="EngineException">A noise level is not above 0, or rho is negative.</exception>
    public static float[] Between(int steps, float sigmaMin, float sigmaMax, float rho = 1)
    {
        SigmaList.RequireRange(sigmaMin, sigmaMax);
        if (!(rho >= 0))
            throw new EngineException(EngineError.BadPrompt, $"rho is {rho}; it must not be negative (1 is usual).");
        var (low, high) = (Math.Log(sigmaMin), Math.Log(sigmaMax));
        return SigmaList.FallingToZero(steps, i => (float)Math.Exp(low + ((high - low) * Fraction(i))));

        double Fraction(int i) => Math.Pow(SigmaList.Between(1, 0, i, steps), rho);
    }
}
