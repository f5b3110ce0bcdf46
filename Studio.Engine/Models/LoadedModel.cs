#pragma warning disable CA1822, MA0150 // signatures first: the bodies follow with the runtime
using Studio.Engine.Diffusion;
using Studio.Engine.Tensors;

namespace Studio.Engine.Models;

/// <summary>What a checkpoint holds. <paramref name="Clip"/> and <paramref name="Vae"/> are null when the file has none; nodes say so when one is asked for.</summary>
public sealed record LoadedCheckpoint(DiffusionModel Model, ClipModel? Clip, VaeModel? Vae);

/// <summary>
/// A denoising network: the value on MODEL wires. Weights load at first use and may leave memory between uses.
/// Latents are in the model's own space, which is what <see cref="VaeModel.Encode"/> gives and <see cref="VaeModel.Decode"/> takes.
/// </summary>
[WireType("MODEL")]
public sealed class DiffusionModel
{
    internal DiffusionModel(ModelFamily family)
    {
        Family = family;
    }

    public ModelFamily Family { get; }

    /// <summary>Channels of the latent it works on, 4 for SD 1.x.</summary>
    public int LatentChannels => Family.UNet.OutChannels;

    /// <summary>The guided denoiser of one sampling run. Dispose it after the run: until then the weights stay in memory.</summary>
    /// <param name="positive">What to come near to.</param>
    /// <param name="negative">What to go away from; not computed at a guidance of 1, unless a sampler asks for both.</param>
    /// <param name="guidance">The scale usually called cfg.</param>
    /// <exception cref="EngineException">The text's width does not fit the model (BadPrompt); the file is gone (BadFile); no memory (OutOfMemory).</exception>
    public IModelDenoiser Denoiser(Conditioning positive, Conditioning negative, float guidance, CancellationToken cancellationToken) =>
        throw new NotSupportedException($"{positive}{negative}{guidance}{cancellationToken}");
}

/// <summary>A denoiser that holds a model's weights until it is disposed.</summary>
public interface IModelDenoiser : IDenoiser, IDisposable
{
}

/// <summary>A text encoder with its tokenizer: the value on CLIP wires.</summary>
[WireType("CLIP")]
public sealed class ClipModel
{
    internal ClipModel(int stopAtLayer)
    {
        StopAtLayer = stopAtLayer;
    }

    /// <summary>The last layer that runs, counted from the end: -1 is the last one.</summary>
    public int StopAtLayer { get; }

    /// <summary>The same encoder ending earlier (clip skip): -1 is the last layer, -2 the one before. Beyond the first layer it is the last again.</summary>
    public ClipModel WithStopAtLayer(int layer) => new(layer);

    /// <summary>Text with (weights:1.2) to one conditioning entry: embedding [1, 77 * chunks, width] and pooled [1, width].</summary>
    public Conditioning Encode(string text, CancellationToken cancellationToken) => throw new NotSupportedException($"{StopAtLayer}{text}{cancellationToken}");
}

/// <summary>An autoencoder: the value on VAE wires. Large pictures are worked on in tiles by themselves.</summary>
[WireType("VAE")]
public sealed class VaeModel
{
    internal VaeModel(ModelFamily family)
    {
        Family = family;
    }

    internal ModelFamily Family { get; }

    /// <summary>Picture pixels per latent pixel along one side, 8 for SD.</summary>
    public int Factor => 8;

    /// <summary>Latents [B,C,h,w] in the model's space to pictures [B,h*8,w*8,3] in 0..1.</summary>
    public Tensor Decode(Tensor samples, CancellationToken cancellationToken) => throw new NotSupportedException($"{Family}{samples}{cancellationToken}");

    /// <summary>The same in tiles whatever the size. Sizes are in picture pixels.</summary>
    public Tensor DecodeTiled(Tensor samples, int tileSize, int overlap, CancellationToken cancellationToken) =>
        throw new NotSupportedException($"{Family}{samples}{tileSize}{overlap}{cancellationToken}");

    /// <summary>Pictures [B,H,W,3 or 4] in 0..1 to latents [B,C,H/8,W/8] in the model's space: the posterior's mean times the latent scale. The centre is cut to multiples of 8.</summary>
    public Tensor Encode(Tensor pixels, CancellationToken cancellationToken) => throw new NotSupportedException($"{Family}{pixels}{cancellationToken}");

    /// <summary>The same in tiles whatever the size. Sizes are in picture pixels.</summary>
    public Tensor EncodeTiled(Tensor pixels, int tileSize, int overlap, CancellationToken cancellationToken) =>
        throw new NotSupportedException($"{Family}{pixels}{tileSize}{overlap}{cancellationToken}");
}
