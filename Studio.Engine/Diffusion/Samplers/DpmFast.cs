using Studio.Engine.Tensors;

namespace Studio.Engine.Diffusion.Samplers;

/// <summary>
/// DPM-Solver-fast (Lu et al. 2022, arXiv:2206.00927, section 3.4): as many model calls as there are steps, spent on third-order steps
/// of equal length in log sigma and one or two lower ones at the end. Of the sigmas only the ends count; it stops at the last above 0.
/// </summary>
internal sealed class DpmFast() : DpmSolver("dpm_fast")
{
    protected override Tensor Run(SamplerRun run, Tensor x)
    {
        var (start, end) = Ends(run.Sigmas);
        if (start == end)
            return run.Denoise(x, 0);
        int[] orders = Orders(run.Steps);
        var h = (end - start) / orders.Length;
        var calls = 0;
        for (var i = 0; i < orders.Length; i++)
        {
            var t = start + i * h;
            var eps = Epsilon(run, x, t);
            var denoised = Sum((1, x), (-Math.Exp(-t), eps));
            x = Step(run, x, eps, t, h, orders[i]);
            calls += orders[i];
            run.Report(calls - 1, denoised);
        }
        return x;
    }

    /// <summary>Threes, then what remains: one step of order 1 or 2, or, when nothing remains, the last three as 2 and 1.</summary>
    private static int[] Orders(int calls) => calls % 3 == 0
        ? [.. Enumerable.Repeat(3, calls / 3 - 1), 2, 1]
        : [.. Enumerable.Repeat(3, calls / 3), calls % 3];

    private static Tensor Step(SamplerRun run, Tensor x, Tensor eps, double t, double h, int order)
    {
        if (order == 1)
            return First(x, eps, t, h);
        var r1 = order == 2 ? 1 / 2.0 : 1 / 3.0;
        var eps1 = Epsilon(run, First(x, eps, t, r1 * h), t + r1 * h);
        return order == 2 ? Second(x, eps, eps1, t, h, r1) : Third(run, x, eps, eps1, t, h);
    }
}
