using Studio.Engine.Tensors;

namespace Studio.Engine.Diffusion.Samplers;

/// <summary>Multistep consistency sampling (Song et al. 2023, arXiv:2303.01469, algorithm 1): jump to x0, add noise anew.</summary>
internal sealed class Lcm() : Sampler("lcm")
{
    protected override Tensor Run(SamplerRun run, Tensor x)
    {
        for (var i = 0; i < run.Steps; i++)
        {
            var (_, next) = run.Step(i);
            var denoised = run.Denoise(x, i);
            if (next == 0)
                return denoised;
            x = run.Parameterization.Start(run.Noise(), denoised, (float)next, maxDenoise: false);
        }
        return x;
    }
}
