using Studio.Engine.Tensors;

namespace Studio.Engine.Diffusion.Samplers;

/// <summary>DPM-Solver++(2S) (Lu et al. 2022, arXiv:2211.01095, algorithm 1, r = 1/2) down an ancestral step, then noise.</summary>
internal sealed class DpmPP2SAncestral() : Sampler("dpmpp_2s_ancestral")
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
            var s = run.IsFlow ? MiddleOfFlow(sigma, down) : Between(sigma, down);
            var u = StepTo(x, denoised, sigma, s);
            var denoised2 = run.Denoise(u, s);
            x = Sum((scale, StepTo(x, denoised2, sigma, down)), (up, run.Noise()));
        }
        return x;
    }

    /// <summary>Half-way in lambda = log((1 - sigma)/sigma). From pure noise there is no half-way: just below it.</summary>
    private static double MiddleOfFlow(double sigma, double down)
    {
        if (sigma >= 1)
            return 0.9999;
        var ratio = Between(sigma / (1 - sigma), down / (1 - down));
        return ratio / (1 + ratio);
    }
}
