using Studio.Engine.Models.Diagrams;
using Studio.Engine.Models.Files;

namespace Studio.Engine.Models.Families;

/// <summary>An autoencoder in a file of its own. Which family it is of does not show, nor does it matter to it.</summary>
internal sealed class VaeFile : IFamily
{
    public string Name => "VAE";

    public string Kind => "vae";

    public bool Matches(TensorNames tensors) => !tensors.HasDenoiser && tensors.HasAny("decoder.up.0.block.0.conv1.weight",
        "first_stage_model.decoder.up.0.block.0.conv1.weight", "vae.decoder.up.0.block.0.conv1.weight")
        || (!tensors.HasDenoiser && WanLayout.Prefix(tensors.Header) is not null);

    public ModelFamily Read(TensorNames tensors)
    {
        Network[] halves = [.. AutoencoderReader.Read(tensors), .. WanReader.Read(tensors)];
        var decoder = halves.OfType<VaeDecoder>().Single();
        return new ModelFamily(Name)
        {
            Latent = decoder is WanDecoder
                ? LatentFormats.Wan
                : LatentFormats.StableDiffusion with { Channels = decoder.Sizes.LatentChannels, Factor = decoder.Sizes.Factor },
            Networks = halves,
        };
    }
}
