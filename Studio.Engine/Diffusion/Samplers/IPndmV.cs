using Studio.Engine.Tensors;

namespace Studio.Engine.Diffusion.Samplers;

/// <summary>
/// Improved PNDM of order 4 with weights for unequal steps, as in Zhou et al. 2024 (arXiv:2312.00094, their diff-sampler code).
/// Its third-order term is not quite Adams-Bashforth; pictures made elsewhere depend on it, so it stays.
/// </summary>
internal sealed class IPndmV() : Sampler("ipndm_v")
{
    private const int Order = 4;

    protected override Tensor Run(SamplerRun run, Tensor x)
    {
        var ds = new List<Tensor>(Order + 1);
        for (var i = 0; i < run.Steps; i++)
        {
            var (sigma, next) = run.Step(i);
            var denoised = run.Denoise(x, i);
            if (next == 0)
                return denoised;
            Remember(ds, ToD(x, sigma, denoised), Order);
            var h = next - sigma;
            x = Sum(1, x, [.. Weights(run.Sigmas, i, ds.Count).Select(weight => h * weight)], ds);
        }
        return x;
    }

    /// <summary>Newton's form: each order adds a divided difference of the slopes, spread over the past values.</summary>
    private static double[] Weights(double[] sigmas, int i, int order)
    {
        double Step(int back) => sigmas[i - back + 1] - sigmas[i - back];
        if (order == 1)
            return [1];
        double h = Step(0), h1 = Step(1), r1 = h / h1;
        if (order == 2)
            return [1 + r1 / 2, -r1 / 2];
        double h2 = Step(2), r2 = h1 / h2;
        var third = (1 - h / (3 * (h + h1)) * (h * (h + h1)) / (h1 * (h1 + h2))) / 2;
        if (order == 3)
            return [1 + r1 / 2 + third, -r1 / 2 - (1 + r2) * third, r2 * third];
        var h3 = Step(3);
        var q = h1 * (h1 + h2) / (h2 * (h2 + h3));
        var fourth = ((1 - h / (3 * (h + h1))) / 2 + (1 - h / (2 * (h + h1))) * h / (6 * (h + h1 + h2)))
            * (h * (h + h1) * (h + h1 + h2)) / (h1 * (h1 + h2) * (h1 + h2 + h3));
        return
        [
            1 + r1 / 2 + third + fourth,
            -r1 / 2 - (1 + r2) * third - (1 + r2 + q) * fourth,
            r2 * third + (r2 + q * (1 + h2 / h3)) * fourth,
            -q * r2 * fourth,
        ];
    }
}
