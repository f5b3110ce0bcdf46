using Studio.Engine.Tensors;

namespace Studio.Engine.Diffusion.Samplers;

/// <summary>
/// Euler steps that go too far down and add fresh noise: DDIM with eta = 1 (Song et al. 2021, arXiv:2010.02502, eq. 16). An eta so large
/// that the step goes down to 0 ends at x0 without new noise, as in ComfyUI.
/// </summary>
internal sealed class EulerAncestral() : Sampler("euler_ancestral")
{
    /// <summary>How much of the noise of a step is made anew: 0 none (the ODE), 1 all that the SDE has.</summary>
    public double Eta { get; init; } = 1;

    /// <summary>Multiplies the noise that is added; 1 keeps the level that the schedule says.</summary>
    public double NoiseScale { get; init; } = 1;

    protected override Tensor Run(SamplerRun run, Tensor x)
    {
        for (var i = 0; i < run.Steps; i++)
        {
            var (sigma, next) = run.Step(i);
            var denoised = run.Denoise(x, i);
            if (next == 0)
                return denoised;
            var (down, scale, up) = AncestralStep(sigma, next, Eta, run.IsFlow);
            x = down == 0 && !run.IsFlow ? denoised : Sum((scale, StepTo(x, denoised, sigma, down)), (NoiseScale * up, run.Noise()));
        }
        return x;
    }
}
