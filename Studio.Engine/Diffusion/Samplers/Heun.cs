using Studio.Engine.Tensors;

namespace Studio.Engine.Diffusion.Samplers;

/// <summary>Heun's second-order method: Karras et al. 2022 (arXiv:2206.00364), algorithm 1.</summary>
internal sealed class Heun() : Sampler("heun")
{
    protected override Tensor Run(SamplerRun run, Tensor x)
    {
        for (var i = 0; i < run.Steps; i++)
        {
            var (sigma, next) = run.Step(i);
            var denoised = run.Denoise(x, i);
            if (next == 0)
                return denoised;
            var d = ToD(x, sigma, denoised);
            var h = next - sigma;
            var x2 = Sum((1, x), (h, d));
            var d2 = ToD(x2, next, run.Denoise(x2, next));
            x = Sum((1, x), (h / 2, d), (h / 2, d2));
        }
        return x;
    }
}
