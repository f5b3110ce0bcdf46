using Studio.Engine.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Studio.Engine.Diffusion;

/// <summary>
/// Walks x down a list of sigmas: from noise to picture. One object serves every run, several at once too: what belongs to a run is kept in
/// the call. A class of it that can be made without arguments stands in the lists of samplers under its name; derive it from
/// <see cref="Sampler"/>.
/// </summary>
public interface ISampler
{
    /// <summary>The name on the wire, such as <c>dpmpp_2m</c>.</summary>
    string Name { get; }

    /// <summary>
    /// Whether the step from the second smallest noise level does it harm: the schedule is then made one step longer and that level left
    /// out.
    /// </summary>
    bool DiscardsPenultimateSigma => false;

    /// <summary>
    /// What is added to the seed for the noise over the part of a picture that a mask keeps: 0 takes the run's own noise.
    /// </summary>
    ulong KeptNoiseSeedOffset => 0;

    /// <summary>Samples from x [B,C,H,W] at noise level <c>sigmas[0]</c> to <c>sigmas[^1]</c>; x itself stays as it is.</summary>
    /// <param name="model">Gives the clean picture it sees in a noisy one.</param>
    /// <param name="x">The noisy start.</param>
    /// <param name="sigmas">Noise levels, one more than steps; usually they fall and the last is 0. Fewer than two return x.</param>
    /// <param name="context">Noise, schedule, progress and cancellation of this one run.</param>
    /// <exception cref="EngineException">A sigma is negative or not finite, or one before the last is 0.</exception>
    /// <exception cref="OperationCanceledException">Cancelled: noticed at every model call and after every progress call.</exception>
    Tensor Sample(IDenoiser model, Tensor x, ReadOnlySpan<float> sigmas, SamplerContext context);
}

/// <summary>
/// What all samplers share, those of extensions too, so that each is only its step. Scalars are computed in double, vectors in float;
/// tensors that are given stay as they are, results are new ones.
/// Words of the trade: denoised is the model's x0, d = (x - denoised)/sigma the slope of the probability flow ODE (Karras et al. 2022),
/// lambda = -log sigma half the logarithm of the signal-to-noise ratio, h the step in lambda, eta how much of the noise is made anew.
/// </summary>
/// <param name="name">The name on the wire.</param>
public abstract class Sampler(string name) : ISampler
{
    public string Name => name;

    public virtual bool DiscardsPenultimateSigma => false;

    public virtual ulong KeptNoiseSeedOffset => 0;

    public Tensor Sample(IDenoiser model, Tensor x, ReadOnlySpan<float> sigmas, SamplerContext context)
    {
        CheckPositive(sigmas);
        return sigmas.Length < 2 ? x : Run(new SamplerRun(model, x.Shape, sigmas, context), x);
    }

    /// <summary>The algorithm; there is at least one step. The result is x [B,C,H,W] at the last noise level.</summary>
    /// <param name="run">Levels, model and noise of this run.</param>
    /// <param name="x">The noisy start [B,C,H,W].</param>
    protected abstract Tensor Run(SamplerRun run, Tensor x);

    /// <summary>The slope d = (x - denoised)/sigma; sigma is not 0.</summary>
    protected static Tensor ToD(Tensor x, double sigma, Tensor denoised)
    {
        var d = Subtract(x, denoised);
        TensorPrimitives.Divide(d.Span, (float)sigma, d.Span);
        return d;
    }

    /// <summary>Follows the ODE from sigma to next as if denoised stayed what it is: a straight line, denoised + next·d.</summary>
    protected static Tensor StepTo(Tensor x, Tensor denoised, double sigma, double next)
        => Sum((next / sigma, x), (1 - next / sigma, denoised));

    /// <summary>
    /// An ancestral step goes down to <c>Down</c>; then x = Scale·x + Up·noise has the noise level next.
    /// DDPM's posterior: Up² = η²·next²(1 - next²/sigma²), Down² = next² - Up². Flow: Down = next·(1 + η(next/sigma - 1)), and Scale
    /// restores the picture's weight 1 - next.
    /// </summary>
    protected static (double Down, double Scale, double Up) AncestralStep(double sigma, double next, double eta = 1, bool flow = false)
    {
        if (flow)
        {
            var downFlow = next * (1 + eta * (next / sigma - 1));
            var scale = (1 - next) / (1 - downFlow);
            return (downFlow, scale, Math.Sqrt(Math.Max(0, next * next - downFlow * downFlow * scale * scale)));
        }
        var ratio = next / sigma;
        var up = Math.Min(next, eta * next * Math.Sqrt(Math.Max(0, 1 - ratio * ratio)));
        return (Math.Sqrt(next * next - up * up), 1, up);
    }

    /// <summary>The level half-way in log sigma, or at another fraction of the way.</summary>
    protected static double Between(double sigma, double next, double fraction = 0.5)
        => Math.Exp(Math.Log(sigma) + fraction * (Math.Log(next) - Math.Log(sigma)));

    /// <summary>e^x - 1, without cancellation near 0.</summary>
    private protected static double Expm1(double x) => double.ExpM1(x);

    /// <summary>a·x + b·y + …, a new tensor. All are of one shape, and there is at least one.</summary>
    protected internal static Tensor Sum(params ReadOnlySpan<(double Factor, Tensor Tensor)> terms)
    {
        var sum = terms[0].Tensor.ZerosLike();
        TensorPrimitives.Multiply(terms[0].Tensor.Span, (float)terms[0].Factor, sum.Span);
        foreach (var (factor, tensor) in terms[1..])
            TensorPrimitives.MultiplyAdd(tensor.Span, (float)factor, sum.Span, sum.Span);
        return sum;
    }

    /// <summary>scale·x + Σ weights[j]·history[j], a new tensor.</summary>
    private protected static Tensor Sum(double scale, Tensor x, ReadOnlySpan<double> weights, List<Tensor> history)
    {
        var sum = Sum((scale, x));
        for (var j = 0; j < weights.Length; j++)
            TensorPrimitives.MultiplyAdd(history[j].Span, (float)weights[j], sum.Span, sum.Span);
        return sum;
    }

    /// <summary>Puts the newest value in front and forgets all but <paramref name="length"/>.</summary>
    private protected static void Remember(List<Tensor> history, Tensor newest, int length)
    {
        history.Insert(0, newest);
        if (history.Count > length)
            history.RemoveAt(length);
    }

    /// <summary>values[i], values[i - 1], …: the newest first, as <see cref="Remember"/> keeps tensors.</summary>
    private protected static double[] Newest(double[] values, int i, int count)
    {
        var newest = values[(i - count + 1)..(i + 1)];
        Array.Reverse(newest);
        return newest;
    }

    /// <summary>x - y, a new tensor.</summary>
    protected static Tensor Subtract(Tensor x, Tensor y)
    {
        var difference = x.ZerosLike();
        TensorPrimitives.Subtract(x.Span, y.Span, difference.Span);
        return difference;
    }

    private static void CheckPositive(ReadOnlySpan<float> sigmas)
    {
        for (var i = 0; i < sigmas.Length; i++)
        {
            var valid = float.IsFinite(sigmas[i]) && (sigmas[i] > 0 || (sigmas[i] == 0 && i == sigmas.Length - 1));
            if (valid)
                continue;
            throw new EngineException(EngineError.BadPrompt, $"Sigma {i + 1} of {sigmas.Length} is {sigmas[i]}. "
                + "All must be positive, and only the last may be 0: use the output of a scheduler node.");
        }
    }
}

/// <summary>
/// A sampler derived from the signal-to-noise ratio: flow models are divided by alpha first, so it knows only x0 + sigma·noise.
/// </summary>
internal abstract class SnrSampler(string name) : Sampler(name)
{
    protected sealed override Tensor Run(SamplerRun run, Tensor x)
    {
        if (!run.IsFlow)
            return Walk(run, x);
        var overAlpha = run.OverAlpha();
        var end = Walk(overAlpha, Sum((1 + overAlpha.Sigmas[0], x)));
        return overAlpha.Sigmas[^1] == 0 ? end : Sum((1 / (1 + overAlpha.Sigmas[^1]), end));
    }

    /// <summary>The algorithm; there is at least one step.</summary>
    protected abstract Tensor Walk(SamplerRun run, Tensor x);
}
