using Studio.Engine.Models.Building;
using Studio.Engine.Runtime;

namespace Studio.Engine.Models.Diagrams;

/// <summary>
/// The half of FLUX.2's autoencoder that makes latents of pictures: squares of 2 x 2 pixels become channels, and each of those is brought
/// to the mean and deviation that it had over many pictures.
/// </summary>
internal sealed record Flux2Encoder(string Prefix, AutoencoderSizes Sizes) : VaeEncoder(Prefix, Sizes)
{
    public override void Build(OnnxGraph g, GraphPatches patches)
    {
        var mean = g.Part(Autoencoder.Encoded(g, Sizes), axis: 1, 0, Sizes.InnerChannels);
        var packed = g.PixelUnshuffle(mean, Sizes.InnerChannels, Sizes.Packing);
        var (center, deviation) = Flux2Statistics.Of(g, Sizes.LatentChannels);
        g.Output("latent_parameters", g.Op("Div", [g.Op("Sub", [packed, center]), deviation]));
    }
}

/// <summary>The half that makes pictures of latents, the other way round.</summary>
internal sealed record Flux2Decoder(string Prefix, AutoencoderSizes Sizes) : VaeDecoder(Prefix, Sizes)
{
    public override void Build(OnnxGraph g, GraphPatches patches)
    {
        var latent = g.Input("latent_sample", ElementType.Float32, -1, Sizes.LatentChannels, -1, -1);
        var (center, deviation) = Flux2Statistics.Of(g, Sizes.LatentChannels);
        var packed = g.Add(g.Multiply(latent, deviation), center);
        g.Output("sample", Autoencoder.Decoded(g, g.PixelShuffle(packed, Sizes.Packing), Sizes));
    }
}

/// <summary>What the file says of its latents.</summary>
internal static class Flux2Statistics
{
    private const float Epsilon = 1e-4f;

    public static (Value Mean, Value Deviation) Of(OnnxGraph g, int channels) => (g.ChannelWeight("bn.running_mean", channels),
        g.Op("Sqrt", [g.Add(g.ChannelWeight("bn.running_var", channels), g.Scalar(Epsilon))]));
}
