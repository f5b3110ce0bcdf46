using Studio.Engine.Models.Building;
using Studio.Engine.Runtime;

namespace Studio.Engine.Models.Diagrams;

/// <summary>The half of <see cref="WanAutoencoder"/> that makes latents of pictures.</summary>
internal sealed record WanEncoder(string Prefix, AutoencoderSizes Sizes) : VaeEncoder(Prefix, Sizes)
{
    public override bool Owns(string tensor) => !tensor.StartsWith("decoder.", StringComparison.Ordinal)
        && !tensor.StartsWith("conv2.", StringComparison.Ordinal);

    public override void Build(OnnxGraph g, GraphPatches patches) => new WanAutoencoder(g, Sizes).Encoder();
}

/// <summary>The half of <see cref="WanAutoencoder"/> that makes pictures of latents.</summary>
internal sealed record WanDecoder(string Prefix, AutoencoderSizes Sizes) : VaeDecoder(Prefix, Sizes)
{
    public override bool Owns(string tensor) => !tensor.StartsWith("encoder.", StringComparison.Ordinal)
        && !tensor.StartsWith("conv1.", StringComparison.Ordinal);

    public override void Build(OnnxGraph g, GraphPatches patches) => new WanAutoencoder(g, Sizes).Decoder();
}

/// <summary>
/// The autoencoder of Wan 2.1 (Alibaba 2025, arXiv:2503.20314) for single pictures: of each causal filter over time only the last slice
/// meets anything but nothing. Inputs and outputs are those of <see cref="Autoencoder"/>.
/// </summary>
internal sealed class WanAutoencoder(OnnxGraph g, AutoencoderSizes s)
{
    public void Encoder()
    {
        var x = g.Conv2d(g.Input("sample", ElementType.Float32, -1, 3, -1, -1), "encoder.conv1", 3, s.Channels);
        var (channels, layer) = (s.Channels, 0);
        for (var level = 0; level < s.ChannelMult.Count; level++)
        {
            for (var i = 0; i < s.EncoderBlocks; i++)
                x = Residual(x, $"encoder.downsamples.{layer++}.", channels, channels = s.Channels * s.ChannelMult[level]);
            if (level < s.ChannelMult.Count - 1)
                x = g.Conv2d(x, $"encoder.downsamples.{layer++}.resample.1", channels, channels, stride: 2, padding: [0, 0, 1, 1]);
        }
        x = Head(Middle(x, "encoder.middle.", channels), "encoder.head.", channels, 2 * s.LatentChannels);
        g.Output("latent_parameters", g.Conv2d(x, "conv1", 2 * s.LatentChannels, 2 * s.LatentChannels, kernel: 1));
    }

    public void Decoder()
    {
        var x = g.Input("latent_sample", ElementType.Float32, -1, s.LatentChannels, -1, -1);
        var (channels, layer) = (s.Channels * s.ChannelMult[^1], 0);
        x = g.Conv2d(g.Conv2d(x, "conv2", s.LatentChannels, s.LatentChannels, kernel: 1), "decoder.conv1", s.LatentChannels, channels);
        x = Middle(x, "decoder.middle.", channels);
        for (var level = s.ChannelMult.Count - 1; level >= 0; level--)
        {
            for (var i = 0; i < s.DecoderBlocks; i++)
                x = Residual(x, $"decoder.upsamples.{layer++}.", channels, channels = s.Channels * s.ChannelMult[level]);
            if (level > 0)
                x = g.Conv2d(g.Upsample(x), $"decoder.upsamples.{layer++}.resample.1", channels, channels /= 2);
        }
        g.Output("sample", Head(x, "decoder.head.", channels, 3));
    }

    private Value Middle(Value x, string name, int channels)
    {
        x = Residual(x, name + "0.", channels, channels);
        return Residual(Attention(x, name + "1.", channels), name + "2.", channels, channels);
    }

    private Value Head(Value x, string name, int from, int to) =>
        g.Conv2d(g.Silu(Norm(x, name + "0", from)), name + "2", from, to);

    private Value Residual(Value x, string name, int from, int to)
    {
        var h = g.Conv2d(g.Silu(Norm(x, name + "residual.0", from)), name + "residual.2", from, to);
        h = g.Conv2d(g.Silu(Norm(h, name + "residual.3", to)), name + "residual.6", to, to);
        return g.Add(from == to ? x : g.Conv2d(x, name + "shortcut", from, to, kernel: 1), h);
    }

    /// <summary>One head over all pixels.</summary>
    private Value Attention(Value x, string name, int channels)
    {
        var (rows, back) = g.ToRows(Norm(x, name + "norm", channels), channels);
        var all = g.Linear(rows, name + "to_qkv", channels, 3 * channels);
        Value Part(int part) => g.Part(all, axis: 1, part * channels, (part + 1) * channels);
        var mixed = g.Attend(Part(0), Part(1), Part(2), g.BatchOf(x), channels, heads: 1);
        return g.Add(x, back(g.Linear(mixed, name + "proj", channels, channels)));
    }

    /// <summary>Each pixel's channels brought to a length of the root of their number, then weighted.</summary>
    private Value Norm(Value x, string name, int channels)
    {
        const float least = 1e-12f;
        var length = g.InFloat32(() => g.Op("ReduceL2", [x, g.Constant([1])], OrtAttribute.Int("keepdims", 1)));
        var unit = g.Op("Div", [x, g.Op("Max", [length, g.Scalar(least)])]);
        var weight = g.Multiply(g.ChannelWeight(name + ".gamma", channels), g.Scalar(MathF.Sqrt(channels)));
        return g.Multiply(unit, weight);
    }
}
