using Studio.Engine.Tensors;

namespace Studio.Engine.Diffusion.Samplers;

/// <summary>
/// UniPC of order 3 on x0 (Zhao et al. 2023, arXiv:2302.04867): each model value first corrects the step that led to it, then predicts
/// the next. B(h) is -h for bh1 and e^-h - 1 for bh2. A last sigma of 0 is taken as 0.001.
/// </summary>
internal abstract class UniPcSteps(string name, bool bh2) : Sampler(name)
{
    private const int MaxOrder = 3;
    private const double LastSigma = 0.001;

    public override bool DiscardsPenultimateSigma => true;

    protected override Tensor Run(SamplerRun run, Tensor x)
    {
        var lambdas = run.Sigmas.Select(sigma => -Math.Log(sigma == 0 ? LastSigma : sigma)).ToArray();
        var history = new List<Tensor>(MaxOrder + 1);
        var predicted = x;
        for (var i = 0; i < run.Steps; i++)
        {
            var denoised = run.Denoise(predicted, i);
            if (i > 0)
                x = Update(x, lambdas, i, Order(run.Steps, i), history, denoised);
            Remember(history, denoised, MaxOrder);
            predicted = Update(x, lambdas, i + 1, Order(run.Steps, i + 1), history, null);
        }
        return predicted;
    }

    /// <summary>Rises with the values that are known, falls towards the end.</summary>
    private static int Order(int steps, int target)
    {
        var order = Math.Clamp(steps - 1, 1, MaxOrder);
        return target < order ? target : Math.Min(order, steps + 1 - target);
    }

    /// <summary>
    /// x at lambdas[target] from x at the lambda before. The corrector knows in <paramref name="arrived"/> the x0 seen there.
    /// </summary>
    private Tensor Update(Tensor x, double[] lambdas, int target, int order, List<Tensor> history, Tensor? arrived)
    {
        var from = lambdas[target - 1];
        var h = lambdas[target] - from;
        var b = bh2 ? Expm1(-h) : -h;
        var now = history[0];
        var next = Sum((Math.Exp(-h), x), (-Expm1(-h), now));
        var ratios = Enumerable.Range(1, order - 1).Select(k => (lambdas[target - 1 - k] - from) / h).ToList();
        if (arrived is not null)
            ratios.Add(1);
        var rhos = Rhos([.. ratios], -h, b);
        for (var k = 0; k < rhos.Length; k++)
        {
            var other = k < order - 1 ? history[k + 1] : arrived!;
            var weight = -b * rhos[k] / ratios[k];
            next = Sum((1, next), (weight, other), (-weight, now));
        }
        return next;
    }

    /// <summary>Solves Σ rho_k·r_k^(n-1) = n!·h·phi_(n+1)/B(h) for n = 1, 2, …; a single rho is 1/2, as the authors do.</summary>
    private static double[] Rhos(double[] ratios, double hh, double b)
    {
        if (ratios.Length < 2)
            return [.. ratios.Select(_ => 0.5)];
        var rows = new double[ratios.Length][];
        var phi = Expm1(hh) / hh - 1;
        var factorial = 1.0;
        for (var n = 1; n <= ratios.Length; n++)
        {
            rows[n - 1] = [.. ratios.Select(r => Math.Pow(r, n - 1)), phi * factorial / b];
            factorial *= n + 1;
            phi = phi / hh - 1 / factorial;
        }
        return LinearSystem.Solve(rows);
    }
}

internal sealed class UniPcBh1() : UniPcSteps("uni_pc", bh2: false);

internal sealed class UniPcBh2() : UniPcSteps("uni_pc_bh2", bh2: true);
