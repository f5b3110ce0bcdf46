using Studio.Engine.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Studio.Engine.Diffusion;

/// <summary>
/// A latent consistency model: a mix of the noise prediction's x0 and of x itself, whose weights make it the identity at timestep 0
/// (Luo et al. 2023, arXiv:2310.04378, eq. 9; sigma_data 0.5, timesteps times 10).
/// </summary>
internal sealed class ConsistencyParameterization(SigmaTable table) : Parameterization
{
    private const float DataVariance = 0.25f;
    private const float TimestepScale = 10;

    public override Tensor Denoised(Tensor x, Tensor output, float sigma)
    {
        var t = table.Timestep(sigma) * TimestepScale;
        var (skip, keep) = (DataVariance / ((t * t) + DataVariance), t / MathF.Sqrt((t * t) + DataVariance));
        var clean = output.Times(-sigma).AddInPlace(x).Times(keep);
        TensorPrimitives.MultiplyAdd(x.Span, skip, clean.Span, clean.Span);
        return clean;
    }
}

/// <summary>The preconditioning of Karras et al. 2022 (arXiv:2206.00364, table 1) around data of a standard deviation.</summary>
internal sealed class EdmParameterization(float sigmaData) : Parameterization
{
    public override Tensor ScaleInput(Tensor x, float sigma) => x.Times(1 / MathF.Sqrt((sigma * sigma) + (sigmaData * sigmaData)));

    public override Tensor Denoised(Tensor x, Tensor output, float sigma)
    {
        var variance = (sigma * sigma) + (sigmaData * sigmaData);
        var clean = output.Times(sigma * sigmaData / MathF.Sqrt(variance));
        TensorPrimitives.MultiplyAdd(x.Span, sigmaData * sigmaData / variance, clean.Span, clean.Span);
        return clean;
    }
}

/// <summary>A model that turns a picture into another one: it sees x unscaled, and what it gives is the result.</summary>
internal sealed class ImageToImageParameterization : Parameterization
{
    public override Tensor ScaleInput(Tensor x, float sigma) => x;

    public override Tensor Denoised(Tensor x, Tensor output, float sigma) => output;
}

/// <summary>The same for flow models: the run starts from the picture itself, without noise.</summary>
internal sealed class ImageToImageFlowParameterization : Parameterization
{
    public override bool IsFlow => true;

    public override Tensor ScaleInput(Tensor x, float sigma) => x;

    public override Tensor Denoised(Tensor x, Tensor output, float sigma) => output;

    public override Tensor Start(Tensor noise, Tensor latent, float sigma, bool maxDenoise) => latent;
}
