using Studio.Engine.Tensors;

namespace Studio.Engine.Models;

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

    /// <summary>The whole autoencoder: both halves are under one name.</summary>
    internal NetworkRecipe Network => new(_source, ModelPart.Decoder);

    private AutoencoderShape Shape => _source.Family.Autoencoder!;

    /// <summary>Latents [B,C,h,w] to pictures [B,h*8,w*8,3] in 0..1.</summary>
    /// <exception cref="EngineException">The latent has another number of channels (BadPrompt); the file is gone (BadFile); no memory
    /// (OutOfMemory).</exception>
    public Tensor Decode(Tensor samples, CancellationToken cancellationToken) =>
        Codec(ModelPart.Decoder, codec => codec.Decode(samples), cancellationToken);

    /// <summary>
    /// The same in tiles whatever the size. <paramref name="tileSize"/> and <paramref name="overlap"/> are in picture pixels.
    /// </summary>
    public Tensor DecodeTiled(Tensor samples, int tileSize, int overlap, CancellationToken cancellationToken) =>
        Codec(ModelPart.Decoder, codec => codec.DecodeTiled(samples, tileSize, overlap), cancellationToken);

    /// <summary>
    /// Pictures [B,H,W,3 or 4] in 0..1 to latents [B,C,H/8,W/8]: the posterior's mean as it is, as ComfyUI keeps latents.
    /// Of sizes that are no multiple of 8 the centre is taken.
    /// </summary>
    /// <exception cref="EngineException">The picture is smaller than 8 pixels (BadPrompt); the file has no encoder or is gone (BadFile); no
    /// memory (OutOfMemory).</exception>
    public Tensor Encode(Tensor pixels, CancellationToken cancellationToken) =>
        Codec(ModelPart.Encoder, codec => codec.Encode(pixels), cancellationToken);

    /// <summary>
    /// The same in tiles whatever the size. <paramref name="tileSize"/> and <paramref name="overlap"/> are in picture pixels.
    /// </summary>
    public Tensor EncodeTiled(Tensor pixels, int tileSize, int overlap, CancellationToken cancellationToken) =>
        Codec(ModelPart.Encoder, codec => codec.EncodeTiled(pixels, tileSize, overlap), cancellationToken);

    private Tensor Codec(ModelPart part, Func<LatentCodec, Tensor> work, CancellationToken cancellationToken)
    {
        using var network = _pool.Lease(new NetworkRecipe(_source, part), cancellationToken);
        return work(new LatentCodec(network, Shape, _pool.Options, cancellationToken));
    }
}
