using Studio.Engine.Tensors;

namespace Studio.Engine.Diffusion.Samplers;

/// <summary>
/// DDPM (Ho et al. 2020, arXiv:2006.11239, eq. 6 and 7) with ᾱ = 1/(1 + sigma²): the posterior of the previous latent given this one
/// and x0, in the variance preserving scale √ᾱ·x of the paper.
/// </summary>
internal sealed class Ddpm() : Sampler("ddpm")
{
    protected override Tensor Run(SamplerRun run, Tensor x)
    {
        for (var i = 0; i < run.Steps; i++)
        {
            var (sigma, next) = run.Step(i);
            var denoised = run.Denoise(x, i);
            if (next == 0)
                return denoised;
            double alphaBar = 1 / (1 + sigma * sigma), alphaBarNext = 1 / (1 + next * next);
            var alpha = alphaBar / alphaBarNext;
            var beta = 1 - alpha;
            var mean0 = Math.Sqrt(alphaBarNext) * beta / (1 - alphaBar);
            var meanX = Math.Sqrt(alpha) * (1 - alphaBarNext) / (1 - alphaBar) * Math.Sqrt(alphaBar);
            var deviation = Math.Sqrt((1 - alphaBarNext) / (1 - alphaBar) * beta);
            var scale = 1 / Math.Sqrt(alphaBarNext);
            x = Sum((scale * meanX, x), (scale * mean0, denoised), (scale * deviation, run.Noise()));
        }
        return x;
    }
}
