using Studio.Engine.Models.Diagrams;

namespace Studio.Engine.Models;

/// <summary>An autoencoder: the value on VAE wires, a recipe that holds no weights. <see cref="LatentCodec"/> works with it.</summary>
[WireType("VAE")]
public sealed record VaeModel : PictureEncoder
{
    private readonly NetworkRecipe? _encoder;

    internal VaeModel(ModelSource source)
        : this(new NetworkRecipe(source, source.Family.Find<VaeDecoder>()!),
            source.Family.Find<VaeEncoder>() is { } encoder ? new NetworkRecipe(source, encoder) : null)
    {
    }

    /// <summary>Halves of two files.</summary>
    internal VaeModel(NetworkRecipe decoder, NetworkRecipe? encoder) => (Decoder, _encoder) = (decoder, encoder);

    /// <summary>Picture pixels per latent pixel along one side, 8 for SD.</summary>
    public int Factor => Sizes.Factor;

    /// <summary>The space that it gives, as far as its file tells.</summary>
    internal LatentFormat Latent => Source.Family.Latent;

    internal ModelSource Source => Decoder.Source;

    internal AutoencoderSizes Sizes => ((VaeDecoder)Decoder.Network).Sizes;

    /// <summary>The halves that there are.</summary>
    internal IEnumerable<NetworkRecipe> Halves => _encoder is null ? [Decoder] : [Decoder, _encoder];

    internal NetworkRecipe Decoder { get; }

    /// <exception cref="EngineException">BadFile: the file has none.</exception>
    internal NetworkRecipe Encoder => _encoder ?? throw new EngineException(EngineError.BadFile,
        $"'{Source.Name}' has no VAE encoder: it can decode latents, but not encode pictures. Load another VAE.");
}
