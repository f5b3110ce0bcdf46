using Studio.Engine.Tensors;

namespace Studio.Engine.Diffusion.Samplers;

/// <summary>
/// The single steps of DPM-Solver in noise prediction (Lu et al. 2022, arXiv:2206.00927, orders 1 to 3), from lambda t to t + h.
/// r1 and r2 are the fractions of the step at which the noise is looked at again.
/// </summary>
internal abstract class DpmSolver(string name) : Sampler(name)
{
    /// <summary>Where to start and where to stop in lambda.</summary>
    protected static (double Start, double End) Ends(double[] sigmas)
        => (-Math.Log(sigmas[0]), -Math.Log(sigmas[^1] > 0 ? sigmas[^1] : sigmas[^2]));

    protected static Tensor Epsilon(SamplerRun run, Tensor x, double t)
    {
        var sigma = Math.Exp(-t);
        return ToD(x, sigma, run.Denoise(x, sigma));
    }

    protected static Tensor First(Tensor x, Tensor eps, double t, double h) => Sum((1, x), (-Factor(t, h), eps));

    protected static Tensor Second(Tensor x, Tensor eps, Tensor eps1, double t, double h, double r1)
    {
        var a = Factor(t, h);
        return Sum((1, x), (-a, eps), (-a / (2 * r1), Subtract(eps1, eps)));
    }

    protected static Tensor Third(SamplerRun run, Tensor x, Tensor eps, Tensor eps1, double t, double h)
    {
        const double r1 = 1 / 3.0, r2 = 2 / 3.0;
        var b = Math.Exp(-(t + r2 * h)) * (r2 / r1) * (Expm1(r2 * h) / (r2 * h) - 1);
        var u2 = Sum((1, x), (-Factor(t, r2 * h), eps), (-b, Subtract(eps1, eps)));
        var eps2 = Epsilon(run, u2, t + r2 * h);
        var c = Math.Exp(-(t + h)) / r2 * (Expm1(h) / h - 1);
        return Sum((1, x), (-Factor(t, h), eps), (-c, Subtract(eps2, eps)));
    }

    /// <summary>sigma(t + h)·(e^h - 1).</summary>
    private static double Factor(double t, double h) => Math.Exp(-(t + h)) * Expm1(h);
}
