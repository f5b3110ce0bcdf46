using Studio.Engine.Models.Diagrams;

namespace Studio.Engine.Models;

/// <summary>An autoencoder: the value on VAE wires, a recipe that holds no weights. <see cref="LatentCodec"/> works with it.</summary>
[WireType("VAE")]
public sealed record VaeModel
{
    internal VaeModel(ModelSource source) => Source = source;

    /// <summary>Picture pixels per latent pixel along one side, 8 for SD.</summary>
    public int Factor => Sizes.Factor;

    /// <summary>The space that it gives, as far as its file tells.</summary>
    internal LatentFormat Latent => Source.Family.Latent;

    internal ModelSource Source { get; }

    internal AutoencoderSizes Sizes => Source.Family.Find<VaeDecoder>()!.Sizes;

    /// <summary>The halves that the file has.</summary>
    internal IEnumerable<NetworkRecipe> Halves => Source.Family.Networks.Where(network => network is VaeDecoder or VaeEncoder)
        .Select(network => new NetworkRecipe(Source, network));

    internal NetworkRecipe Decoder => new(Source, Source.Family.Find<VaeDecoder>()!);

    /// <exception cref="EngineException">BadFile: the file has none.</exception>
    internal NetworkRecipe Encoder => Source.Family.Find<VaeEncoder>() is { } encoder
        ? new NetworkRecipe(Source, encoder)
        : throw new EngineException(EngineError.BadFile,
            $"'{Source.Name}' has no VAE encoder: it can decode latents, but not encode pictures. Load another VAE.");
}
