using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes.Packs.Efficiency;

/// <summary>What a sampler with a decoder gives.</summary>
/// <param name="Vae">A <see cref="VaeModel"/>; null where none was linked.</param>
/// <param name="Image">The decoded pictures; one black pixel where nothing was decoded.</param>
public sealed record EfficientlySampled(DiffusionModel Model, [Output("CONDITIONING+")] Conditioning Positive,
    [Output("CONDITIONING-")] Conditioning Negative, Latent Latent, [Output("VAE", Type = "VAE")] object? Vae, Image Image);

/// <summary>Decodes and shows what was sampled, as the pack's choices say.</summary>
public sealed class SampledPictures(LatentCodec codec, PictureWriter pictures)
{
    private const int TileSize = 512;
    private const int Overlap = 64;

    internal NodeOutput<EfficientlySampled> Shown(DiffusionModel model, Conditioning positive, Conditioning negative, Latent latent,
        VaeModel? vae, string decode, string preview, NodeContext context)
    {
        if (decode == "false" || vae is null)
            return new EfficientlySampled(model, positive, negative, latent, vae, new Image(new Tensors.Tensor(1, 1, 1, 3)));
        var image = new Image(decode.Contains("tiled", StringComparison.Ordinal)
            ? codec.DecodeTiled(vae, latent.Samples, TileSize, Overlap, context.Warn, context.CancellationToken)
            : codec.Decode(vae, latent.Samples, context.Warn, context.CancellationToken));
        var ui = preview == "none" || decode.StartsWith("output", StringComparison.Ordinal) ? null
            : pictures.Save(image, ImageFolder.Temp, pictures.PreviewPrefix, compression: 1, context.Run);
        return NodeOutput.Plain([model, positive, negative, latent, vae, image], ui);
    }
}
