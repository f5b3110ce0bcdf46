using Studio.Engine.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Studio.Engine.Diffusion;

/// <summary>
/// What a model predicts, and how that becomes x0. The only place that knows: samplers see x0 alone.
/// x, noise, latent and outputs are [B,C,H,W] of equal shape; results are new tensors.
/// </summary>
public abstract class Parameterization
{
    private protected Parameterization()
    {
    }

    /// <summary>The model predicts the noise: x0 = x - sigma out (Ho et al. 2020, arXiv:2006.11239).</summary>
    public static Parameterization Epsilon { get; } = new EpsilonParameterization();

    /// <summary>
    /// The model predicts the velocity: x0 = x / (sigma^2 + 1) - out sigma / sqrt(sigma^2 + 1) (Salimans and Ho 2022, arXiv:2202.00512).
    /// </summary>
    public static Parameterization Velocity { get; } = new VelocityParameterization();

    /// <summary>
    /// Rectified flow: the model predicts noise - x0 on the line x = sigma noise + (1 - sigma) x0 (Liu et al. 2022, arXiv:2209.03003).
    /// </summary>
    public static Parameterization Flow { get; } = new FlowParameterization();

    /// <summary>The model predicts x0 itself.</summary>
    public static Parameterization Clean { get; } = new CleanParameterization();

    /// <summary>A model that turns a picture into another one, without any mixing with x.</summary>
    public static Parameterization ImageToImage { get; } = new ImageToImageParameterization();

    /// <summary>The same in a flow model.</summary>
    public static Parameterization ImageToImageFlow { get; } = new ImageToImageFlowParameterization();

    /// <summary>A latent consistency model (Luo et al. 2023, arXiv:2310.04378), told the timesteps of a table.</summary>
    public static Parameterization Consistency(SigmaTable table) => new ConsistencyParameterization(table);

    /// <summary>Karras et al. 2022 (arXiv:2206.00364) for data of a standard deviation, 0.5 in most models.</summary>
    public static Parameterization Edm(float sigmaData) => new EdmParameterization(sigmaData);

    /// <summary>
    /// Whether noise and picture are mixed (weights add to 1) and not added: samplers with noise of their own need to know.
    /// </summary>
    public virtual bool IsFlow => false;

    /// <summary>x as the model wants to see it.</summary>
    public virtual Tensor ScaleInput(Tensor x, float sigma) => x.Times(1 / MathF.Sqrt((sigma * sigma) + 1));

    /// <summary>x0 from the unscaled x and the model's output.</summary>
    public abstract Tensor Denoised(Tensor x, Tensor output, float sigma);

    /// <summary>
    /// The noisy latent a run starts from. At full denoising (see <see cref="SigmaTable.IsMaxDenoise"/>) the noise carries all the
    /// variance.
    /// </summary>
    public virtual Tensor Start(Tensor noise, Tensor latent, float sigma, bool maxDenoise)
    {
        var x = new Tensor(noise.Shape);
        TensorPrimitives.MultiplyAdd(noise.Span, maxDenoise ? MathF.Sqrt(1 + (sigma * sigma)) : sigma, latent.Span, x.Span);
        return x;
    }

    /// <summary>The latent to hand on from a run that ended at this sigma (0 in most runs).</summary>
    public virtual Tensor Finish(Tensor x, float sigmaLast) => x;
}

internal sealed class EpsilonParameterization : Parameterization
{
    public override Tensor Denoised(Tensor x, Tensor output, float sigma) => output.Times(-sigma).AddInPlace(x);
}

internal sealed class VelocityParameterization : Parameterization
{
    public override Tensor Denoised(Tensor x, Tensor output, float sigma)
    {
        var variance = (sigma * sigma) + 1;
        var scaled = output.Times(-sigma / MathF.Sqrt(variance));
        TensorPrimitives.MultiplyAdd(x.Span, 1 / variance, scaled.Span, scaled.Span);
        return scaled;
    }
}

internal sealed class CleanParameterization : Parameterization
{
    public override Tensor Denoised(Tensor x, Tensor output, float sigma) => output;
}

internal sealed class FlowParameterization : Parameterization
{
    public override bool IsFlow => true;

    public override Tensor ScaleInput(Tensor x, float sigma) => x;

    public override Tensor Denoised(Tensor x, Tensor output, float sigma) => output.Times(-sigma).AddInPlace(x);

    public override Tensor Start(Tensor noise, Tensor latent, float sigma, bool maxDenoise)
    {
        var x = latent.Times(1 - sigma);
        TensorPrimitives.MultiplyAdd(noise.Span, sigma, x.Span, x.Span);
        return x;
    }

    /// <summary>
    /// Undoes the picture's weight, so that what is handed on is on the picture's scale. At sigma 1 there is no picture to scale.
    /// </summary>
    public override Tensor Finish(Tensor x, float sigmaLast) => sigmaLast is 0 or >= 1 ? x : x.Times(1 / (1 - sigmaLast));
}

internal static class ScaledTensors
{
    public static Tensor Times(this Tensor x, float factor)
    {
        var result = new Tensor(x.Shape);
        TensorPrimitives.Multiply(x.Span, factor, result.Span);
        return result;
    }

    public static Tensor AddInPlace(this Tensor target, Tensor other)
    {
        TensorPrimitives.Add(target.Span, other.Span, target.Span);
        return target;
    }
}
