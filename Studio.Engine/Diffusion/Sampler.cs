using Studio.Engine.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Studio.Engine.Diffusion;

/// <summary>Walks x down a list of sigmas: from noise to picture.</summary>
public interface ISampler
{
    /// <summary>The name on the wire, such as <c>dpmpp_2m</c>.</summary>
    string Name { get; }

    /// <summary>Samples from x [B,C,H,W] at noise level <c>sigmas[0]</c> to noise level <c>sigmas[^1]</c>; x itself stays as it is.</summary>
    /// <param name="model">Gives the clean picture it sees in a noisy one.</param>
    /// <param name="x">The noisy start.</param>
    /// <param name="sigmas">Noise levels, one more than there are steps; usually they fall and the last is 0. Fewer than two return x.</param>
    /// <param name="context">Noise, schedule, progress and cancellation of this one run.</param>
    /// <exception cref="EngineException">A sigma is negative or not finite, or one before the last is 0.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled; noticed before each outer step.</exception>
    Tensor Sample(IDenoiser model, Tensor x, ReadOnlySpan<float> sigmas, SamplerContext context);
}

/// <summary>
/// What all samplers share, so that each file is only its step. Scalars are computed in double, vectors in float.
/// Words of the trade: denoised is the model's x0, d = (x - denoised)/sigma the slope of the probability flow ODE (Karras et al. 2022, eq. 3),
/// alpha scales the picture and sigma the noise (alpha = 1 for eps and v models as k-diffusion writes them, 1 - sigma for flow models),
/// lambda = log(alpha/sigma) half the logarithm of the signal-to-noise ratio.
/// </summary>
/// <param name="name">The name on the wire.</param>
/// <param name="place">Where the name stands in the list that clients see, from 1.</param>
internal abstract class Sampler(string name, int place) : ISampler
{
    public string Name => name;

    public int Place => place;

    public Tensor Sample(IDenoiser model, Tensor x, ReadOnlySpan<float> sigmas, SamplerContext context)
    {
        CheckPositive(sigmas);
        return sigmas.Length < 2 ? x : Run(model, x, sigmas, context);
    }

    /// <summary>The algorithm; there is at least one step, and every sigma but the last is positive.</summary>
    protected abstract Tensor Run(IDenoiser model, Tensor x, ReadOnlySpan<float> sigmas, SamplerContext context);

    /// <summary>The model's x0 at the start of outer step <paramref name="i"/>, reported as its progress.</summary>
    protected static Tensor Denoise(IDenoiser model, Tensor x, ReadOnlySpan<float> sigmas, int i, SamplerContext context)
    {
        context.Cancellation.ThrowIfCancellationRequested();
        var denoised = model.Denoise(x, sigmas[i]);
        context.Report(i, sigmas.Length - 1, denoised);
        return denoised;
    }

    /// <summary>The same with the unconditional x0, for CFG++ (Chung et al. 2024, arXiv:2406.08070).</summary>
    protected static (Tensor Denoised, Tensor Unconditional) DenoiseBoth(IDenoiser model, Tensor x, ReadOnlySpan<float> sigmas, int i, SamplerContext context)
    {
        context.Cancellation.ThrowIfCancellationRequested();
        var both = model.DenoiseBoth(x, sigmas[i]);
        context.Report(i, sigmas.Length - 1, both.Denoised);
        return both;
    }

    /// <summary>The slope d = (x - denoised)/sigma.</summary>
    protected static Tensor ToD(Tensor x, double sigma, Tensor denoised)
    {
        var d = Subtract(x, denoised);
        TensorPrimitives.Divide(d.Span, (float)sigma, d.Span);
        return d;
    }

    /// <summary>
    /// An ancestral step from sigma to sigmaNext: go down to <c>Down</c>, then x = Scale·x + Up·noise brings the noise level to sigmaNext.
    /// eps and v: DDPM's posterior, Up² = η²·σ'²(σ² - σ'²)/σ², Down² = σ'² - Up². Flow: Down = σ'(1 + η(σ'/σ - 1)), Scale restores alpha.
    /// </summary>
    protected static (double Down, double Scale, double Up) AncestralStep(double sigma, double sigmaNext, bool flow, double eta = 1)
    {
        if (flow)
        {
            var down = sigmaNext * (1 + eta * (sigmaNext / sigma - 1));
            var scale = (1 - sigmaNext) / (1 - down);
            return (down, scale, Math.Sqrt(Math.Max(0, sigmaNext * sigmaNext - down * down * scale * scale)));
        }
        var ratio = sigmaNext / sigma;
        var up = Math.Min(sigmaNext, eta * sigmaNext * Math.Sqrt(Math.Max(0, 1 - ratio * ratio)));
        return (Math.Sqrt(sigmaNext * sigmaNext - up * up), 1, up);
    }

    /// <summary>lambda = log(alpha/sigma).</summary>
    protected static double Lambda(double sigma, bool flow) => flow ? Math.Log((1 - sigma) / sigma) : -Math.Log(sigma);

    /// <summary>The sigma of a lambda.</summary>
    protected static double SigmaAt(double lambda, bool flow) => flow ? 1 / (1 + Math.Exp(lambda)) : Math.Exp(-lambda);

    protected static double Alpha(double sigma, bool flow) => flow ? 1 - sigma : 1;

    /// <summary>e^x - 1 without cancellation near 0 (Kahan's formula).</summary>
    protected static double Expm1(double x)
    {
        var e = Math.Exp(x);
        if (e == 1)
            return x;
        return e - 1 <= -1 ? -1 : double.IsInfinity(e) ? e : (e - 1) * x / Math.Log(e);
    }

    /// <summary>a·x + b·y + …, a new tensor.</summary>
    protected static Tensor Sum(params ReadOnlySpan<(double Factor, Tensor Tensor)> terms)
    {
        var sum = terms[0].Tensor.ZerosLike();
        TensorPrimitives.Multiply(terms[0].Tensor.Span, (float)terms[0].Factor, sum.Span);
        foreach (var (factor, tensor) in terms[1..])
            TensorPrimitives.MultiplyAdd(tensor.Span, (float)factor, sum.Span, sum.Span);
        return sum;
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
            if (!valid)
                throw new EngineException(EngineError.BadPrompt, $"Sigma {i + 1} of {sigmas.Length} is {sigmas[i]}. All must be positive, and only the last may be 0: use the output of a scheduler node.");
        }
    }
}
