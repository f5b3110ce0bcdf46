using Studio.Engine.Diffusion;
using Studio.Engine.Imaging;
using Studio.Engine.Models.Patching;
using Studio.Engine.Tensors;

namespace Studio.Engine.Models;

/// <summary>
/// A denoising network: the value on MODEL wires. Weights load at first use and may leave memory between uses.
/// It works in a space of its own: what <see cref="VaeModel.Encode"/> gives, times <see cref="ModelFamily.LatentScale"/>.
/// <see cref="LatentSampling"/> goes there and back.
/// </summary>
[WireType("MODEL")]
public sealed class DiffusionModel
{
    private readonly ModelPool _pool;

    internal DiffusionModel(ModelPool pool, ModelSource source)
    {
        _pool = pool;
        Network = new NetworkRecipe(source, ModelPart.UNet);
        Sigmas = source.Family.ZeroTerminalSnr ? SigmaTable.ZeroTerminalSnr : SigmaTable.StableDiffusion;
        Parameterization = source.Family.Prediction is Prediction.Velocity ? Parameterization.Velocity : Parameterization.Epsilon;
    }

    private DiffusionModel(DiffusionModel other)
    {
        _pool = other._pool;
        Network = other.Network;
        Sigmas = other.Sigmas;
        Parameterization = other.Parameterization;
        RescaledGuidance = other.RescaledGuidance;
        PerturbedGuidance = other.PerturbedGuidance;
        MaskThreshold = other.MaskThreshold;
    }

    public ModelFamily Family => Network.Source.Family;

    /// <summary>The noise levels it was trained on.</summary>
    public SigmaTable Sigmas { get; private init; }

    /// <summary>What it predicts.</summary>
    public Parameterization Parameterization { get; private init; }

    /// <summary>The UNet with all that was done to it.</summary>
    internal NetworkRecipe Network { get; private init; }

    /// <summary>How far guidance is brought back to the spread of the conditional prediction, 0..1; null is not at all.</summary>
    public double? RescaledGuidance { get; private init; }

    /// <summary>
    /// The scale of perturbed attention guidance (Ahn et al. 2024, arXiv:2403.17377): how far to go away from a prediction without
    /// self-attention in the middle block.
    /// </summary>
    public double PerturbedGuidance { get; private init; }

    /// <summary>
    /// How far a noise mask is taken as the time from which each pixel is repainted, 0..1 (Levin and Fried 2023, arXiv:2306.00950); null is
    /// not at all.
    /// </summary>
    public double? MaskThreshold { get; private init; }

    /// <summary>Channels of the latent it works on, 4 for SD 1.x.</summary>
    public int LatentChannels => Family.UNet!.OutChannels;

    /// <summary>The same weights told to predict otherwise (ComfyUI's ModelSamplingDiscrete).</summary>
    public DiffusionModel WithSampling(SigmaTable sigmas, Parameterization parameterization) =>
        new(this) { Sigmas = sigmas, Parameterization = parameterization };

    /// <summary>
    /// The same model with weights between its own and another's: ratio times its own plus 1 - ratio times the other's, where both have a
    /// weight of that name and size. Everything else, what it predicts included, is its own.
    /// </summary>
    /// <exception cref="EngineException">The other is of another family (BadPrompt), or one of them is an ONNX folder
    /// (Unsupported).</exception>
    public DiffusionModel Merged(DiffusionModel other, float ratio)
    {
        var change = new MergeChange(other.Network, ratio);
        change.RequireFit(Network.Source);
        return ratio == 1 ? this : With(change);
    }

    public DiffusionModel WithRescaledGuidance(double multiplier) => new(this) { RescaledGuidance = multiplier };

    /// <summary>Scales add up. 0 changes nothing.</summary>
    public DiffusionModel WithPerturbedGuidance(double scale) => scale == 0 ? this : new(this)
    {
        PerturbedGuidance = PerturbedGuidance + scale,
        Network = Network with { Variant = Network.Variant with { HasPerturbedAttention = true } },
    };

    public DiffusionModel WithMaskThreshold(double strength) => new(this) { MaskThreshold = strength };

    /// <summary>
    /// The same model with FreeU (Si et al. 2023, arXiv:2309.11497): factors of the backbone and the skip connections at the widest levels
    /// and at the next ones.
    /// </summary>
    public DiffusionModel WithFreeU(float backbone1, float backbone2, float skip1, float skip2, bool version2) => new(this)
    {
        Network = Network with { Variant = Network.Variant with { FreeU = Network.Variant.FreeU.Add(
            new FreeU(backbone1, backbone2, skip1, skip2, version2)) } },
    };

    /// <summary>The same model with other weights.</summary>
    internal DiffusionModel With(WeightChange change) => new(this) { Network = Network with { Changes = Network.Changes.With(change) } };

    /// <summary>The guided denoiser of one sampling run. Dispose it after the run: until then the weights stay in memory.</summary>
    /// <param name="positive">What to come near to.</param>
    /// <param name="negative">What to go away from; not computed at a guidance of 1, unless a sampler asks for both.</param>
    /// <param name="guidance">The scale usually called cfg.</param>
    /// <param name="start">Where the run begins: models for inpainting see its picture and mask where the conditioning brings none.</param>
    /// <exception cref="EngineException">The text's width does not fit the model (BadPrompt); the file is gone (BadFile); no memory
    /// (OutOfMemory).</exception>
    public IModelDenoiser Denoiser(Conditioning positive, Conditioning negative, float guidance, CancellationToken cancellationToken,
        Latent? start = null)
    {
        UNetDenoiser.RequireFit(positive, Family);
        UNetDenoiser.RequireFit(negative, Family);
        return new UNetDenoiser(_pool.Lease(Network, cancellationToken), this, positive, negative, guidance, start, cancellationToken);
    }

    /// <exception cref="EngineException">A run on such a latent cannot fit into memory (OutOfMemory).</exception>
    internal void RequireRoomFor(Tensor latent) => WorkMemory.RequireForSampling(latent, Family.UNet!, _pool.Options);

    /// <summary>
    /// A rough picture of a latent [B,C,h,w] in the model's space, a pixel for each latent pixel: for progress, at almost no cost.
    /// </summary>
    public Image Preview(Tensor latent, CancellationToken cancellationToken) =>
        Network.Source.PreviewColors(_pool, cancellationToken).Render(latent);
}

/// <summary>A denoiser that holds a model's weights until it is disposed.</summary>
public interface IModelDenoiser : IDenoiser, IDisposable
{
}
