using Studio.Engine.Tensors;

namespace Studio.Engine.Diffusion.Samplers;

/// <summary>
/// DEIS, tAB of order 3 (Zhang and Chen 2023, arXiv:2204.13902, eq. 15): the slope is a polynomial in the time t of a variance
/// preserving process with sigma(t)² = exp(βd·t²/2 + βmin·t) - 1 (Karras et al. 2022, table 1), where sigma(0.001) = 0.002, sigma(1) = 80.
/// </summary>
internal sealed class Deis() : Sampler("deis")
{
    private const int Order = 3;
    private const double TimeMin = 1e-3;
    private static readonly double BetaD = 2 * (LogVariance(0.002) / TimeMin - LogVariance(80)) / (TimeMin - 1);
    private static readonly double BetaMin = LogVariance(80) - BetaD / 2;

    protected override Tensor Run(SamplerRun run, Tensor x)
    {
        var ts = run.Sigmas.Select(Time).ToArray();
        var ds = new List<Tensor>(Order + 1);
        for (var i = 0; i < run.Steps; i++)
        {
            var (sigma, next) = run.Step(i);
            var denoised = run.Denoise(x, i);
            if (next == 0)
                return denoised;
            Remember(ds, ToD(x, sigma, denoised), Order);
            var weights = ds.Count == 1 ? [next - sigma] : Lagrange.Integrate(Newest(ts, i, ds.Count), ts[i], ts[i + 1], SigmaSlope);
            x = Sum(1, x, weights, ds);
        }
        return x;
    }

    private static double LogVariance(double sigma) => double.LogP1(sigma * sigma);

    private static double Time(double sigma) => (Math.Sqrt(BetaMin * BetaMin + 2 * BetaD * LogVariance(sigma)) - BetaMin) / BetaD;

    /// <summary>d sigma / d t.</summary>
    private static double SigmaSlope(double t)
    {
        var variance = Expm1(BetaD * t * t / 2 + BetaMin * t);
        return (BetaD * t + BetaMin) * (1 + variance) / (2 * Math.Sqrt(variance));
    }
}
