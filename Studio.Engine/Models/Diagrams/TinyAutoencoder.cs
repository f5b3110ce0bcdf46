using Studio.Engine.Models.Building;
using Studio.Engine.Runtime;

namespace Studio.Engine.Models.Diagrams;

/// <summary>
/// How a tiny autoencoder's latents lie to those of the large one in whose place it stands: it knows (latent - shift)
/// scale.
/// </summary>
internal sealed record TinySpace(float Scale, float Shift)
{
    /// <summary>The model's own space, in which latents are already scaled.</summary>
    public static TinySpace OfModel { get; } = new(1, 0);
}

/// <summary>The half of TAESD (Bohan 2023, github.com/madebyollin/taesd) that makes pictures of latents.</summary>
internal sealed record TinyDecoder(string Prefix, AutoencoderSizes Sizes) : VaeDecoder(Prefix, Sizes)
{
    private const float Bound = 3;

    public TinySpace Space { get; init; } = TinySpace.OfModel;

    public override bool Owns(string tensor) => true;

    public override void Build(OnnxGraph g, GraphPatches patches)
    {
        var latent = g.Input("latent_sample", ElementType.Float32, -1, Sizes.LatentChannels, -1, -1);
        var x = g.Multiply(g.Op("Sub", [latent, g.Scalar(Space.Shift)]), g.Scalar(Space.Scale));
        x = g.Multiply(g.Op("Tanh", [g.Multiply(x, g.Scalar(1 / Bound))]), g.Scalar(Bound));
        x = g.Op("Relu", [g.Conv2d(x, "1", Sizes.LatentChannels, Sizes.Channels)]);
        // blocks, a doubling, and a convolution without a bias, three times
        var layer = 3;
        for (var level = 0; level < Sizes.ChannelMult.Count - 1; level++)
        {
            for (var block = 0; block < Sizes.DecoderBlocks; block++)
                x = TinyLayers.Block(g, x, $"{layer++}.", Sizes.Channels);
            x = TinyLayers.Convolution(g, g.Upsample(x), $"{++layer}", Sizes.Channels, stride: 1);
            layer++;
        }
        x = TinyLayers.Block(g, x, $"{layer++}.", Sizes.Channels);
        x = g.Conv2d(x, $"{layer}", Sizes.Channels, 3);
        // 0..1 there, -1..1 here
        g.Output("sample", g.Op("Sub", [g.Multiply(x, g.Scalar(2)), g.Scalar(1)]));
    }
}

/// <summary>The half that makes latents of pictures.</summary>
internal sealed record TinyEncoder(string Prefix, AutoencoderSizes Sizes) : VaeEncoder(Prefix, Sizes)
{
    public TinySpace Space { get; init; } = TinySpace.OfModel;

    public override bool Owns(string tensor) => true;

    public override void Build(OnnxGraph g, GraphPatches patches)
    {
        var sample = g.Input("sample", ElementType.Float32, -1, 3, -1, -1);
        var x = g.Conv2d(g.Add(g.Multiply(sample, g.Scalar(0.5f)), g.Scalar(0.5f)), "0", 3, Sizes.Channels);
        x = TinyLayers.Block(g, x, "1.", Sizes.Channels);
        var layer = 2;
        for (var level = 0; level < Sizes.ChannelMult.Count - 1; level++)
        {
            x = TinyLayers.Convolution(g, x, $"{layer++}", Sizes.Channels, stride: 2);
            for (var block = 0; block < Sizes.EncoderBlocks; block++)
                x = TinyLayers.Block(g, x, $"{layer++}.", Sizes.Channels);
        }
        x = g.Conv2d(x, $"{layer}", Sizes.Channels, Sizes.LatentChannels);
        g.Output("latent_parameters", g.Add(g.Multiply(x, g.Scalar(1 / Space.Scale)), g.Scalar(Space.Shift)));
    }
}

/// <summary>The layers of both halves.</summary>
internal static class TinyLayers
{
    /// <summary>Three convolutions, added to what they were given.</summary>
    public static Value Block(OnnxGraph g, Value x, string name, int channels)
    {
        var h = g.Op("Relu", [g.Conv2d(x, name + "conv.0", channels, channels)]);
        h = g.Op("Relu", [g.Conv2d(h, name + "conv.2", channels, channels)]);
        return g.Op("Relu", [g.Add(g.Conv2d(h, name + "conv.4", channels, channels), x)]);
    }

    /// <summary>Without a bias.</summary>
    public static Value Convolution(OnnxGraph g, Value x, string name, int channels, int stride) => g.Op("Conv",
        [x, g.Weight(name + ".weight", channels, channels, 3, 3)], OrtAttribute.Ints("kernel_shape", 3, 3),
        OrtAttribute.Ints("strides", stride, stride), OrtAttribute.Ints("pads", 1, 1, 1, 1));
}
