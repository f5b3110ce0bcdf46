namespace Studio.Engine.Diffusion;

/// <summary>1000 noise levels evenly spread in log sigma; c_noise = ln(sigma) / 4.</summary>
internal sealed class EdmSigmas(double sigmaMin, double sigmaMax) : SigmaTable(Table(sigmaMin, sigmaMax))
{
    public override float Timestep(float sigma) => 0.25f * MathF.Log(sigma);

    public override float Sigma(float timestep) => MathF.Exp(timestep / 0.25f);

    public override float PercentToSigma(float percent) => percent switch
    {
        <= 0 => 999999999.9f,
        >= 1 => 0,
        _ => (float)Math.Exp(Math.Log(sigmaMin) + ((Math.Log(sigmaMax) - Math.Log(sigmaMin)) * (1 - percent))),
    };

    private static float[] Table(double sigmaMin, double sigmaMax)
    {
        if (!(sigmaMin > 0 && sigmaMax > sigmaMin))
            throw new EngineException(EngineError.BadPrompt, $"sigma_min ({sigmaMin}) must be above 0 and below sigma_max ({sigmaMax}).");
        var sigmas = new float[1000];
        for (var i = 0; i < sigmas.Length; i++)
            sigmas[i] = (float)Math.Exp(Math.Log(sigmaMin) + ((Math.Log(sigmaMax) - Math.Log(sigmaMin)) * i / (sigmas.Length - 1)));
        return sigmas;
    }
}
