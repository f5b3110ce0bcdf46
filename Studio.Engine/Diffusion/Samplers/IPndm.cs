using Studio.Engine.Tensors;

namespace Studio.Engine.Diffusion.Samplers;

/// <summary>Improved PNDM of order 4 (Zhang and Chen 2023, arXiv:2204.13902): Adams-Bashforth with the weights of equal steps.</summary>
internal sealed class IPndm() : Sampler("ipndm")
{
    private static readonly double[][] AdamsBashforth =
    [
        [1],
        [3 / 2.0, -1 / 2.0],
        [23 / 12.0, -16 / 12.0, 5 / 12.0],
        [55 / 24.0, -59 / 24.0, 37 / 24.0, -9 / 24.0],
    ];

    protected override Tensor Run(SamplerRun run, Tensor x)
    {
        var ds = new List<Tensor>();
        for (var i = 0; i < run.Steps; i++)
        {
            var (sigma, next) = run.Step(i);
            var denoised = run.Denoise(x, i);
            if (next == 0)
                return denoised;
            Remember(ds, ToD(x, sigma, denoised), AdamsBashforth.Length);
            var h = next - sigma;
            x = Sum(1, x, [.. AdamsBashforth[ds.Count - 1].Select(weight => h * weight)], ds);
        }
        return x;
    }
}
