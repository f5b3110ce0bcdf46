using Studio.Engine.Tensors;

namespace Studio.Engine.Diffusion.Samplers;

/// <summary>
/// What the SEEDS solvers share (Gonzalez et al. 2023, arXiv:2305.14267, data prediction): exponential integrators of the reverse SDE,
/// whose noise is one Ornstein-Uhlenbeck path seen at every stage of a step. eta = 0 leaves the ODE.
/// </summary>
internal abstract class Seeds(string name, double eta) : SnrSampler(name)
{
    /// <summary>x at a stage: decayed by the SDE, pulled by a weighted sum of x0 values, with the noise collected so far.</summary>
    protected Tensor Stage(Tensor x, double sigma, double s, Tensor? noise, params ReadOnlySpan<(double Weight, Tensor Denoised)> pulls)
    {
        var decay = s / sigma * Math.Exp(-eta * Math.Log(sigma / s));
        var stage = Sum((decay, x));
        foreach (var pull in pulls)
            stage = Sum((1, stage), pull);
        return noise is null ? stage : Sum((1, stage), (s, noise));
    }

    /// <summary>The path's noise at s from that at sigma: the old part decays, a fresh part fills up. Null without noise.</summary>
    protected Tensor? Collect(SamplerRun run, Tensor? noise, double sigma, double s)
    {
        if (eta == 0)
            return null;
        var h = eta * Math.Log(sigma / s);
        var fresh = (Math.Sqrt(-Expm1(-2 * h)), run.Noise());
        return noise is null ? Sum(fresh) : Sum((Math.Exp(-h), noise), fresh);
    }

    /// <summary>1 - e^-z with z the step in lambda times 1 + eta: z·phi_1(-z).</summary>
    protected double Phi1(double sigma, double s) => -Expm1(-(1 + eta) * Math.Log(sigma / s));

    /// <summary>z·phi_2(-z) = 1 - (1 - e^-z)/z.</summary>
    protected double Phi2(double sigma, double s) => 1 - Phi1(sigma, s) / ((1 + eta) * Math.Log(sigma / s));
}
