using Studio.Engine.Tensors;

namespace Studio.Engine.Diffusion.Samplers;

/// <summary>
/// SA-Solver, a stochastic Adams predictor-corrector (Xue et al. 2023, arXiv:2309.05019, algorithm 1): predictor of order 3, corrector
/// of order 4, lower ones near sigma 0. Noise (τ = 1) comes in from 20 % to 80 % of the schedule. PECE evaluates the corrected x again.
/// </summary>
internal abstract class SaSolverSteps(string name, bool pece) : SnrSampler(name)
{
    private const int PredictorOrder = 3;
    private const int CorrectorOrder = 4;

    protected override Tensor Walk(SamplerRun run, Tensor x)
    {
        var lambdas = run.Sigmas.Select(sigma => -Math.Log(sigma)).ToArray();
        var history = new List<Tensor>(CorrectorOrder + 1);
        var predicted = x;
        var tau = 0.0;
        Tensor? noise = null;
        for (var i = 0; i < run.Steps; i++)
        {
            var (_, next) = run.Step(i);
            var denoised = run.Denoise(predicted, i);
            Remember(history, denoised, CorrectorOrder);
            if (next == 0 && (i == 0 || !pece))
                return denoised;
            if (i > 0)
                x = Adams(x, lambdas, i - 1, i, CorrectorOrderAt(run, i, history.Count), tau, history, noise);
            if (pece && i > 0)
                history[0] = denoised = run.Denoise(x, run.Sigmas[i]);
            if (next == 0)
                return denoised;
            tau = Tau(run, next);
            var h = lambdas[i + 1] - lambdas[i];
            noise = tau > 0 ? Sum((next * Math.Sqrt(-Expm1(-2 * tau * tau * h)), run.Noise())) : null;
            predicted = Adams(x, lambdas, i, i, PredictorOrderAt(run, i, history.Count), tau, history, noise);
        }
        return predicted;
    }

    /// <summary>
    /// From lambdas[from] to lambdas[from + 1] with x0 a polynomial through the last <paramref name="order"/> values, the newest of them at
    /// lambdas[newest] (eq. 15 and 18).
    /// </summary>
    private static Tensor Adams(
        Tensor x, double[] lambdas, int from, int newest, int order, double tau, List<Tensor> history, Tensor? noise)
    {
        var (s, t) = (lambdas[from], lambdas[from + 1]);
        var k = 1 + tau * tau;
        var weights = Lagrange.Integrate(Newest(lambdas, newest, order), s, t, lambda => k * Math.Exp(k * (lambda - t)));
        var stepped = Sum(Math.Exp(-k * (t - s)), x, weights, history);
        return noise is null ? stepped : Sum((1, stepped), (1, noise));
    }

    private static double Tau(SamplerRun run, double sigma)
    {
        var level = (float)run.ModelSigma(sigma);
        return level <= run.ModelSigmaAt(0.2f) && level >= run.ModelSigmaAt(0.8f) ? 1 : 0;
    }

    private static int PredictorOrderAt(SamplerRun run, int i, int known)
        => Lowered(run, Math.Min(PredictorOrder, known), run.Steps - 1 - i);

    private static int CorrectorOrderAt(SamplerRun run, int i, int known)
        => Lowered(run, Math.Min(CorrectorOrder, known), run.Steps - i);

    private static int Lowered(SamplerRun run, int order, int toGo) => run.Sigmas[^1] == 0 ? Math.Min(order, toGo) : order;
}

internal sealed class SaSolver() : SaSolverSteps("sa_solver", pece: false);

internal sealed class SaSolverPece() : SaSolverSteps("sa_solver_pece", pece: true);
