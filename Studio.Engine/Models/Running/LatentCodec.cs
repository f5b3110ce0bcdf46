using Studio.Engine.Tensors;

namespace Studio.Engine.Models;

/// <summary>Pictures to latents and back. Pictures too large for the memory are worked on in tiles without being asked.</summary>
public sealed class LatentCodec(ModelPool pool)
{
    /// <summary>Latents [B,C,h,w] to pictures [B,h*8,w*8,3] in 0..1.</summary>
    /// <exception cref="EngineException">The latent has another number of channels (BadPrompt); the file is gone (BadFile); no memory
    /// (OutOfMemory).</exception>
    public Tensor Decode(VaeModel vae, Tensor samples, CancellationToken cancellationToken) =>
        Decode(vae, samples, _ => { }, cancellationToken);

    /// <param name="warn">Told, in a sentence, when what the autoencoder gave are no numbers; the picture is black there.</param>
    /// <inheritdoc cref="Decode(VaeModel, Tensor, CancellationToken)"/>
    public Tensor Decode(VaeModel vae, Tensor samples, Action<string> warn, CancellationToken cancellationToken) =>
        RunDecoder(vae, samples, codec => codec.Decode(samples), warn, cancellationToken);

    /// <summary>
    /// The same in tiles whatever the size. <paramref name="tileSize"/> and <paramref name="overlap"/> are in picture pixels.
    /// </summary>
    public Tensor DecodeTiled(VaeModel vae, Tensor samples, int tileSize, int overlap, Action<string> warn,
        CancellationToken cancellationToken) =>
        RunDecoder(vae, samples, codec => codec.DecodeTiled(samples, tileSize, overlap), warn, cancellationToken);

    /// <summary>
    /// Pictures [B,H,W,3 or 4] in 0..1 to latents [B,C,H/8,W/8]: the posterior's mean as it is, as ComfyUI keeps latents.
    /// Of sizes that are no multiple of 8 the centre is taken.
    /// </summary>
    /// <exception cref="EngineException">The picture is smaller than 8 pixels (BadPrompt); the file has no encoder or is gone (BadFile); no
    /// memory (OutOfMemory).</exception>
    public Tensor Encode(VaeModel vae, Tensor pixels, CancellationToken cancellationToken) =>
        RunEncoder(vae, codec => codec.Encode(pixels), cancellationToken);

    /// <summary>
    /// The same in tiles whatever the size. <paramref name="tileSize"/> and <paramref name="overlap"/> are in picture pixels.
    /// </summary>
    public Tensor EncodeTiled(VaeModel vae, Tensor pixels, int tileSize, int overlap, CancellationToken cancellationToken) =>
        RunEncoder(vae, codec => codec.EncodeTiled(pixels, tileSize, overlap), cancellationToken);

    private Tensor RunDecoder(VaeModel vae, Tensor samples, Func<AutoencoderRun, Tensor> decode, Action<string> warn,
        CancellationToken cancellationToken)
    {
        AutoencoderRun.RequireChannels(samples, vae.Sizes);
        var pixels = Run(vae, vae.Decoder, decode, cancellationToken);
        if (AutoencoderRun.ClearNotFinite(pixels))
            warn($"The VAE of {vae.Source.Name} gave numbers that are not finite (NaN or infinity); the picture is black there. Decode with a VAE in float32: half precision is too small for that of SDXL unless it was mended for it. Load one with VAELoader.");
        return pixels;
    }

    private Tensor RunEncoder(VaeModel vae, Func<AutoencoderRun, Tensor> encode, CancellationToken cancellationToken)
    {
        var latent = Run(vae, vae.Encoder, encode, cancellationToken);
        return latent.AreFinite() ? latent : throw new EngineException(EngineError.BadPrompt,
            $"The VAE of {vae.Source.Name} gave numbers that are not finite (NaN or infinity). Encode with a VAE in float32: half precision is too small for that of SDXL unless it was mended for it. Load one with VAELoader.");
    }

    private Tensor Run(VaeModel vae, NetworkRecipe half, Func<AutoencoderRun, Tensor> work, CancellationToken cancellationToken)
    {
        using var network = pool.Lease(half, cancellationToken);
        return work(new AutoencoderRun(network, vae.Sizes, pool.Options, cancellationToken));
    }
}
