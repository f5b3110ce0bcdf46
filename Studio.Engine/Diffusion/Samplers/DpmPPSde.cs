using Studio.Engine.Tensors;

namespace Studio.Engine.Diffusion.Samplers;

/// <summary>
/// DPM-Solver++(2S) (Lu et al. 2022, arXiv:2211.01095, algorithm 1) with both of its steps ancestral, their noise from one
/// Brownian path: k-diffusion by Katherine Crowson.
/// </summary>
internal abstract class DpmPPSdeSteps(string name) : SnrSampler(name)
{
    /// <summary>How much of the noise of a step is made anew: 0 none (the ODE), 1 all that the SDE has.</summary>
    public double Eta { get; init; } = 1;

    /// <summary>Multiplies the noise that is added; 1 keeps the level that the schedule says.</summary>
    public double NoiseScale { get; init; } = 1;

    /// <summary>Where between the two levels, in lambda, the second model call is made; above 0.</summary>
    public double R { get; init; } = 1 / 2.0;

    protected override Tensor Walk(SamplerRun run, Tensor x)
    {
        for (var i = 0; i < run.Steps; i++)
        {
            var (sigma, next) = run.Step(i);
            var denoised = run.Denoise(x, i);
            if (next == 0)
                return denoised;
            var s = Between(sigma, next, R);
            var (down, _, up) = AncestralStep(sigma, s, Eta);
            var x2 = WithNoise(run, StepTo(x, denoised, sigma, down), up, sigma, s);
            var denoised2 = run.Denoise(x2, s);

            (down, _, up) = AncestralStep(sigma, next, Eta);
            var mixed = Sum((1 - 1 / (2 * R), denoised), (1 / (2 * R), denoised2));
            x = WithNoise(run, StepTo(x, mixed, sigma, down), up, sigma, next);
        }
        return x;
    }

    private Tensor WithNoise(SamplerRun run, Tensor x, double up, double sigma, double next) =>
        Eta > 0 && NoiseScale > 0 ? Sum((1, x), (up * NoiseScale, run.BrownianNoise(sigma, next))) : x;
}

internal sealed class DpmPPSde() : DpmPPSdeSteps("dpmpp_sde");

internal sealed class DpmPPSdeGpu() : DpmPPSdeSteps("dpmpp_sde_gpu");
