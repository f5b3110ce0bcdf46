using Studio.Engine.Tensors;

namespace Studio.Engine.Models;

/// <summary>Pictures to latents and back. Pictures too large for the memory are worked on in tiles without being asked.</summary>
public sealed class LatentCodec(ModelPool pool)
{
    /// <summary>Latents [B,C,h,w] to pictures [B,h*8,w*8,3] in 0..1.</summary>
    /// <exception cref="EngineException">The latent has another number of channels (BadPrompt); the file is gone (BadFile); no memory
    /// (OutOfMemory).</exception>
    public Tensor Decode(VaeModel vae, Tensor samples, CancellationToken cancellationToken) =>
        Run(vae, vae.Decoder, codec => codec.Decode(samples), cancellationToken);

    /// <summary>
    /// The same in tiles whatever the size. <paramref name="tileSize"/> and <paramref name="overlap"/> are in picture pixels.
    /// </summary>
    public Tensor DecodeTiled(VaeModel vae, Tensor samples, int tileSize, int overlap, CancellationToken cancellationToken) =>
        Run(vae, vae.Decoder, codec => codec.DecodeTiled(samples, tileSize, overlap), cancellationToken);

    /// <summary>
    /// Pictures [B,H,W,3 or 4] in 0..1 to latents [B,C,H/8,W/8]: the posterior's mean as it is, as ComfyUI keeps latents.
    /// Of sizes that are no multiple of 8 the centre is taken.
    /// </summary>
    /// <exception cref="EngineException">The picture is smaller than 8 pixels (BadPrompt); the file has no encoder or is gone (BadFile); no
    /// memory (OutOfMemory).</exception>
    public Tensor Encode(VaeModel vae, Tensor pixels, CancellationToken cancellationToken) =>
        Run(vae, vae.Encoder, codec => codec.Encode(pixels), cancellationToken);

    /// <summary>
    /// The same in tiles whatever the size. <paramref name="tileSize"/> and <paramref name="overlap"/> are in picture pixels.
    /// </summary>
    public Tensor EncodeTiled(VaeModel vae, Tensor pixels, int tileSize, int overlap, CancellationToken cancellationToken) =>
        Run(vae, vae.Encoder, codec => codec.EncodeTiled(pixels, tileSize, overlap), cancellationToken);

    private Tensor Run(VaeModel vae, NetworkRecipe half, Func<AutoencoderRun, Tensor> work, CancellationToken cancellationToken)
    {
        using var network = pool.Lease(half, cancellationToken);
        return work(new AutoencoderRun(network, vae.Sizes, pool.Options, cancellationToken));
    }
}
