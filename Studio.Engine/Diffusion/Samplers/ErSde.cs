using Studio.Engine.Tensors;

namespace Studio.Engine.Diffusion.Samplers;

/// <summary>
/// ER-SDE-Solver-3 in variance exploding form (Cui et al. 2023, arXiv:2309.06169) with the noise scale φ of their ER-SDE 5.
/// </summary>
internal sealed class ErSde() : SnrSampler("er_sde")
{
    private const int IntegrationPoints = 200;

    protected override Tensor Walk(SamplerRun run, Tensor x)
    {
        Tensor? before = null, slopeBefore = null;
        for (var i = 0; i < run.Steps; i++)
        {
            var (sigma, next) = run.Step(i);
            var denoised = run.Denoise(x, i);
            if (next == 0)
                return denoised;
            var r = Phi(next) / Phi(sigma);
            var h = next - sigma;
            x = Sum((r, x), (1 - r, denoised));
            if (before is not null)
            {
                var (first, second) = Integrals(sigma, next);
                var slope = Sum((1 / (sigma - run.Sigmas[i - 1]), Subtract(denoised, before)));
                x = Sum((1, x), (h + first * Phi(next), slope));
                if (slopeBefore is not null)
                {
                    var curvature = Sum((2 / (sigma - run.Sigmas[i - 2]), Subtract(slope, slopeBefore)));
                    x = Sum((1, x), (h * h / 2 + second * Phi(next), curvature));
                }
                slopeBefore = slope;
            }
            var deviation = Math.Sqrt(Math.Max(0, next * next - sigma * sigma * r * r));
            x = Sum((1, x), (deviation, run.Noise()));
            before = denoised;
        }
        return x;
    }

    private static double Phi(double sigma) => sigma * (Math.Exp(Math.Pow(sigma, 0.3)) + 10);

    /// <summary>∫ 1/φ and ∫ (s - sigma)/φ from next to sigma, as left Riemann sums of 200 points like the authors' code.</summary>
    private static (double First, double Second) Integrals(double sigma, double next)
    {
        var ds = (sigma - next) / IntegrationPoints;
        double first = 0, second = 0;
        for (var k = 0; k < IntegrationPoints; k++)
        {
            var s = next + k * ds;
            first += ds / Phi(s);
            second += ds * (s - sigma) / Phi(s);
        }
        return (first, second);
    }
}
