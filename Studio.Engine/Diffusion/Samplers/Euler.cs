using Studio.Engine.Tensors;

namespace Studio.Engine.Diffusion.Samplers;

/// <summary>
/// Euler steps along the probability flow ODE: Karras et al. 2022 (arXiv:2206.00364), algorithm 1 without its correction.
/// </summary>
internal abstract class EulerSteps(string name) : Sampler(name)
{
    protected override Tensor Run(SamplerRun run, Tensor x)
    {
        for (var i = 0; i < run.Steps; i++)
        {
            var (sigma, next) = run.Step(i);
            var denoised = run.Denoise(x, i);
            x = StepTo(x, denoised, sigma, next);
        }
        return x;
    }
}

internal sealed class Euler() : EulerSteps("euler");

/// <summary>Deterministic DDIM (Song et al. 2021, arXiv:2010.02502, eq. 13) is Euler in these variables.</summary>
internal sealed class Ddim() : EulerSteps("ddim")
{
    public override ulong KeptNoiseSeedOffset => 1;
}
