using Studio.Engine.Diffusion;
using Studio.Engine.Imaging;
using Studio.Engine.Tensors;
using Studio.Engine.Tokenizers;

namespace Studio.Engine.Models;

/// <summary>What a checkpoint holds. <paramref name="Clip"/> and <paramref name="Vae"/> are null when the file has none; nodes say so when one is asked for.</summary>
public sealed record LoadedCheckpoint(DiffusionModel Model, ClipModel? Clip, VaeModel? Vae);

/// <summary>
/// A denoising network: the value on MODEL wires. Weights load at first use and may leave memory between uses.
/// It works in a space of its own: what <see cref="VaeModel.Encode"/> gives, times <see cref="ModelFamily.LatentScale"/>.
/// <see cref="LatentSampling"/> goes there and back.
/// </summary>
[WireType("MODEL")]
public sealed class DiffusionModel
{
    private readonly ModelPool _pool;
    private readonly ModelSource _source;

    internal DiffusionModel(ModelPool pool, ModelSource source)
    {
        _pool = pool;
        _source = source;
        Sigmas = source.Family.ZeroTerminalSnr ? SigmaTable.ZeroTerminalSnr : SigmaTable.StableDiffusion;
        Parameterization = source.Family.Prediction is Prediction.Velocity ? Parameterization.Velocity : Parameterization.Epsilon;
    }

    private DiffusionModel(DiffusionModel other, SigmaTable sigmas, Parameterization parameterization)
        : this(other._pool, other._source)
    {
        Sigmas = sigmas;
        Parameterization = parameterization;
    }

    public ModelFamily Family => _source.Family;

    /// <summary>The noise levels it was trained on.</summary>
    public SigmaTable Sigmas { get; }

    /// <summary>What it predicts.</summary>
    public Parameterization Parameterization { get; }

    /// <summary>Channels of the latent it works on, 4 for SD 1.x.</summary>
    public int LatentChannels => Family.UNet.InChannels;

    /// <summary>The same weights told to predict otherwise (ComfyUI's ModelSamplingDiscrete).</summary>
    public DiffusionModel WithSampling(SigmaTable sigmas, Parameterization parameterization) => new(this, sigmas, parameterization);

    /// <summary>The guided denoiser of one sampling run. Dispose it after the run: until then the weights stay in memory.</summary>
    /// <param name="positive">What to come near to.</param>
    /// <param name="negative">What to go away from; not computed at a guidance of 1, unless a sampler asks for both.</param>
    /// <param name="guidance">The scale usually called cfg.</param>
    /// <exception cref="EngineException">The text's width does not fit the model (BadPrompt); the file is gone (BadFile); no memory (OutOfMemory).</exception>
    public IModelDenoiser Denoiser(Conditioning positive, Conditioning negative, float guidance, CancellationToken cancellationToken)
    {
        UNetDenoiser.RequireFit(positive, Family);
        UNetDenoiser.RequireFit(negative, Family);
        return new UNetDenoiser(_pool.Lease(_source, ModelPart.UNet, cancellationToken), this, positive, negative, guidance, cancellationToken);
    }

    /// <exception cref="EngineException">A run on such a latent cannot fit into memory (OutOfMemory).</exception>
    internal void RequireRoomFor(Tensor latent) => WorkMemory.RequireForSampling(latent, Family.UNet, _pool.Options);

    /// <summary>A rough picture of a latent [B,C,h,w] in the model's space, a pixel for each latent pixel: for progress, at almost no cost.</summary>
    public Image Preview(Tensor latent, CancellationToken cancellationToken) => _source.PreviewColors(_pool, cancellationToken).Render(latent);
}

/// <summary>A denoiser that holds a model's weights until it is disposed.</summary>
public interface IModelDenoiser : IDenoiser, IDisposable
{
}

/// <summary>A text encoder with its tokenizer: the value on CLIP wires.</summary>
[WireType("CLIP")]
public sealed class ClipModel
{
    private readonly ModelPool _pool;
    private readonly ModelSource _source;

    internal ClipModel(ModelPool pool, ModelSource source, int stopAtLayer = -1)
    {
        _pool = pool;
        _source = source;
        StopAtLayer = stopAtLayer;
    }

    /// <summary>The last layer that runs, counted from the end: -1 is the last one.</summary>
    public int StopAtLayer { get; }

    /// <summary>The same encoder ending earlier (clip skip): -1 is the last layer, -2 the one before. A number beyond the first layer means the last again, as in ComfyUI.</summary>
    public ClipModel WithStopAtLayer(int layer) => new(_pool, _source, layer);

    /// <summary>Text with (weights:1.2) and embedding:names to one conditioning entry: embedding [1, 77 * chunks, width] and pooled [1, width].</summary>
    /// <exception cref="EngineException">The text is malformed (BadPrompt); an embedding or the checkpoint is damaged or gone (BadFile); no memory (OutOfMemory).</exception>
    public Conditioning Encode(string text, CancellationToken cancellationToken)
    {
        var shape = _source.Family.Text!;
        var chunks = ClipChunks.Build(text, ClipTokenizer.Shared, embeddings: name => EmbeddingFiles.Load(_pool.Files, name, shape.Width));
        using var network = _pool.Lease(_source, ModelPart.Text, cancellationToken);
        return new TextEncoder(network, shape, StopAtLayer).Encode(chunks, cancellationToken);
    }
}

/// <summary>An autoencoder: the value on VAE wires. Pictures too large for the memory are worked on in tiles without being asked.</summary>
[WireType("VAE")]
public sealed class VaeModel
{
    private readonly ModelPool _pool;
    private readonly ModelSource _source;

    internal VaeModel(ModelPool pool, ModelSource source)
    {
        _pool = pool;
        _source = source;
    }

    /// <summary>Picture pixels per latent pixel along one side, 8 for SD.</summary>
    public int Factor => Shape.Factor;

    private AutoencoderShape Shape => _source.Family.Autoencoder!;

    /// <summary>Latents [B,C,h,w] to pictures [B,h*8,w*8,3] in 0..1.</summary>
    /// <exception cref="EngineException">The latent has another number of channels (BadPrompt); the file is gone (BadFile); no memory (OutOfMemory).</exception>
    public Tensor Decode(Tensor samples, CancellationToken cancellationToken) => Codec(ModelPart.Decoder, codec => codec.Decode(samples), cancellationToken);

    /// <summary>The same in tiles whatever the size. <paramref name="tileSize"/> and <paramref name="overlap"/> are in picture pixels.</summary>
    public Tensor DecodeTiled(Tensor samples, int tileSize, int overlap, CancellationToken cancellationToken) =>
        Codec(ModelPart.Decoder, codec => codec.DecodeTiled(samples, tileSize, overlap), cancellationToken);

    /// <summary>
    /// Pictures [B,H,W,3 or 4] in 0..1 to latents [B,C,H/8,W/8]: the posterior's mean as it is, as ComfyUI keeps latents.
    /// Of sizes that are no multiple of 8 the centre is taken.
    /// </summary>
    /// <exception cref="EngineException">The picture is smaller than 8 pixels (BadPrompt); the file has no encoder or is gone (BadFile); no memory (OutOfMemory).</exception>
    public Tensor Encode(Tensor pixels, CancellationToken cancellationToken) => Codec(ModelPart.Encoder, codec => codec.Encode(pixels), cancellationToken);

    /// <summary>The same in tiles whatever the size. <paramref name="tileSize"/> and <paramref name="overlap"/> are in picture pixels.</summary>
    public Tensor EncodeTiled(Tensor pixels, int tileSize, int overlap, CancellationToken cancellationToken) =>
        Codec(ModelPart.Encoder, codec => codec.EncodeTiled(pixels, tileSize, overlap), cancellationToken);

    private Tensor Codec(ModelPart part, Func<LatentCodec, Tensor> work, CancellationToken cancellationToken)
    {
        using var network = _pool.Lease(_source, part, cancellationToken);
        return work(new LatentCodec(network, Shape, _pool.Options, cancellationToken));
    }
}
