using Studio.Engine.Tensors;

namespace Studio.Engine.Diffusion.Samplers;

/// <summary>
/// DPM-Solver-23 (Lu et al. 2022, arXiv:2206.00927, appendix C): a second-order and a third-order step share model calls, and their
/// difference sets the step size. Of the sigmas only the ends count; it stops at the last one above 0.
/// </summary>
internal sealed class DpmAdaptive() : DpmSolver("dpm_adaptive")
{
    private const double RelativeTolerance = 0.05;
    private const double AbsoluteTolerance = 0.0078;
    private const double FirstStep = 0.05;
    private const double LeastFactor = 0.81;
    private const double R1 = 1 / 3.0;

    protected override Tensor Run(SamplerRun run, Tensor x)
    {
        var (start, end) = Ends(run.Sigmas);
        if (start == end)
            return run.Denoise(x, 0);
        var direction = Math.Sign(end - start);
        var (t, step) = (start, direction * FirstStep);
        Tensor? eps = null;
        var lowBefore = x;
        while ((end - t) * direction > 1e-5)
        {
            var h = Math.Abs(step) < Math.Abs(end - t) ? step : end - t;
            eps ??= Epsilon(run, x, t);
            var denoised = Sum((1, x), (-Math.Exp(-t), eps));
            var eps1 = Epsilon(run, First(x, eps, t, R1 * h), t + R1 * h);
            var low = Second(x, eps, eps1, t, h, R1);
            var high = Third(run, x, eps, eps1, t, h);
            var factor = Factor(Error(low, high, lowBefore));
            step *= factor;
            // written so that NaN from the model ends the run, as it does in other samplers, and does not shrink the step for ever
            var rejected = factor < LeastFactor;
            if (!rejected)
                (x, lowBefore, t, eps) = (high, low, t + h, null);
            run.Report(Math.Max(0, (int)(run.Steps * (t - start) / (end - start)) - 1), denoised);
        }
        return x;
    }

    /// <summary>The difference in units of the tolerance, as a root mean square.</summary>
    private static double Error(Tensor low, Tensor high, Tensor lowBefore)
    {
        Span<float> a = low.Span, b = high.Span, c = lowBefore.Span;
        var sum = 0.0;
        for (var k = 0; k < a.Length; k++)
        {
            var tolerance = Math.Max(AbsoluteTolerance, RelativeTolerance * Math.Max(Math.Abs(a[k]), Math.Abs(c[k])));
            var error = (a[k] - b[k]) / tolerance;
            sum += error * error;
        }
        return Math.Sqrt(sum / a.Length);
    }

    /// <summary>
    /// How much longer the next step may be: an integral controller, held in bounds by an arctangent (Söderlind, Wang 2006).
    /// </summary>
    private static double Factor(double error) => 1 + Math.Atan(Math.Pow(1 / (error + 1e-8), 1 / 3.0) - 1);
}
