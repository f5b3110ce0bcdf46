namespace Studio.Engine.Diffusion;

/// <summary>sigma(t) = s t / (1 + (s - 1) t) for t in 0..1 (Esser et al. 2024, arXiv:2403.03206, eq. 23).</summary>
internal sealed class FlowSigmas(double shift, double multiplier) : SigmaTable(Table(shift))
{
    public override float Timestep(float sigma) => (float)(sigma * multiplier);

    public override float Sigma(float timestep) => (float)Shifted(shift, timestep / multiplier);

    public override float PercentToSigma(float percent) => percent switch
    {
        <= 0 => 1,
        >= 1 => 0,
        _ => (float)Shifted(shift, 1 - percent),
    };

    private static double Shifted(double shift, double t) => shift * t / (1 + ((shift - 1) * t));

    private static float[] Table(double shift)
    {
        var sigmas = new float[1000];
        for (var i = 0; i < sigmas.Length; i++)
            sigmas[i] = (float)Shifted(shift, (i + 1.0) / sigmas.Length);
        return sigmas;
    }
}

/// <summary>
/// sigma(t) = e^mu / (e^mu + 1/t - 1): the shift of <see cref="FlowSigmas"/> by e^mu, on a finer table and with sigma itself as the
/// timestep.
/// </summary>
internal sealed class FluxSigmas(double mu) : SigmaTable(Table(mu))
{
    public override float Timestep(float sigma) => sigma;

    public override float Sigma(float timestep) => timestep <= 0 ? 0 : (float)Shifted(mu, timestep);

    public override float PercentToSigma(float percent) => percent switch
    {
        <= 0 => 1,
        >= 1 => 0,
        _ => (float)Shifted(mu, 1 - percent),
    };

    private static double Shifted(double mu, double t) => Math.Exp(mu) / (Math.Exp(mu) + (1 / t) - 1);

    private static float[] Table(double mu)
    {
        var sigmas = new float[10000];
        for (var i = 0; i < sigmas.Length; i++)
            sigmas[i] = (float)Shifted(mu, (i + 1.0) / sigmas.Length);
        return sigmas;
    }
}
