using Studio.Engine.Tensors;

namespace Studio.Engine.Diffusion.Samplers;

/// <summary>
/// Heun++ (Carzit, sd-webui-samplers-scheduler, MIT): looks two levels ahead and weighs the slopes there by how large their sigma still is,
/// measured against the first sigma of the run. The last step is Euler, the one before it looks one level ahead.
/// </summary>
internal sealed class HeunPlusPlus() : Sampler("heunpp2")
{
    protected override Tensor Run(SamplerRun run, Tensor x)
    {
        for (var i = 0; i < run.Steps; i++)
        {
            var (sigma, next) = run.Step(i);
            var d = ToD(x, sigma, run.Denoise(x, i));
            x = Sum((1, x), (next - sigma, MeanSlope(run, x, d, i)));
        }
        return x;
    }

    private static Tensor MeanSlope(SamplerRun run, Tensor x, Tensor d, int i)
    {
        var ahead = Math.Min(2, run.Steps - 1 - i);
        if (ahead == 0)
            return d;
        var (sigma, next) = run.Step(i);
        var x2 = Sum((1, x), (next - sigma, d));
        var d2 = ToD(x2, next, run.Denoise(x2, next));
        var w2 = next / ((ahead + 1) * run.Sigmas[0]);
        if (ahead == 1)
            return Sum((1 - w2, d), (w2, d2));
        var afterNext = run.Sigmas[i + 2];
        var x3 = Sum((1, x2), (afterNext - next, d2));
        var d3 = ToD(x3, afterNext, run.Denoise(x3, afterNext));
        var w3 = afterNext / (3 * run.Sigmas[0]);
        return Sum((1 - w2 - w3, d), (w2, d2), (w3, d3));
    }
}
