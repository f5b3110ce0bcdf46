using Studio.Engine.Tensors;

namespace Studio.Engine.Diffusion.Samplers;

/// <summary>DPM-Solver++(2M) (Lu et al. 2022, arXiv:2211.01095, algorithm 2): x0 is extrapolated from this and the last step.</summary>
internal sealed class DpmPP2M() : Sampler("dpmpp_2m")
{
    protected override Tensor Run(SamplerRun run, Tensor x)
    {
        Tensor? before = null;
        var hBefore = 0.0;
        for (var i = 0; i < run.Steps; i++)
        {
            var (sigma, next) = run.Step(i);
            var denoised = run.Denoise(x, i);
            if (next == 0)
                return denoised;
            var h = Math.Log(sigma / next);
            var r = hBefore / h;
            var extrapolated = before is null ? denoised : Sum((1 + 1 / (2 * r), denoised), (-1 / (2 * r), before));
            x = StepTo(x, extrapolated, sigma, next);
            (before, hBefore) = (denoised, h);
        }
        return x;
    }
}
