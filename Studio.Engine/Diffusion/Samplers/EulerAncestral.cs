using Studio.Engine.Tensors;

namespace Studio.Engine.Diffusion.Samplers;

/// <summary>Euler steps that go too far down and add fresh noise: DDIM with eta = 1 (Song et al. 2021, arXiv:2010.02502, eq. 16).</summary>
internal sealed class EulerAncestral() : Sampler("euler_ancestral", 3)
{
    protected override Tensor Run(SamplerRun run, Tensor x)
    {
        for (var i = 0; i < run.Steps; i++)
        {
            var (sigma, next) = run.Step(i);
            var denoised = run.Denoise(x, i);
            if (next == 0)
                return denoised;
            var (down, scale, up) = AncestralStep(sigma, next, flow: run.IsFlow);
            x = Sum((scale, StepTo(x, denoised, sigma, down)), (up, run.Noise()));
        }
        return x;
    }
}
