using Studio.Engine.Models.Building;
using Studio.Engine.Runtime;

namespace Studio.Engine.Models.Diagrams;

/// <summary>The autoencoder's sizes. <paramref name="ChannelMult"/> is per level; each level but one halves the picture.</summary>
/// <param name="EncoderBlocks">Residual blocks per encoder level; 0 when the file has no encoder.</param>
/// <param name="DecoderBlocks">Residual blocks per decoder level.</param>
/// <param name="QuantConv">Whether a 1x1 convolution stands between the networks and the latent.</param>
internal sealed record AutoencoderSizes(int Channels, IReadOnlyList<int> ChannelMult, int EncoderBlocks, int DecoderBlocks,
    int LatentChannels, bool QuantConv)
{
    /// <summary>How many pixels of what the networks make a latent pixel holds along one side, as channels.</summary>
    public int Packing { get; init; } = 1;

    /// <summary>Channels between the networks and the latent.</summary>
    public int InnerChannels => LatentChannels / (Packing * Packing);

    /// <summary>How many picture pixels a latent pixel stands for along one side, 8 for SD.</summary>
    public int Factor => Packing << (ChannelMult.Count - 1);
}

/// <summary>The half that makes latents of pictures.</summary>
internal record VaeEncoder(string Prefix, AutoencoderSizes Sizes) : Network(NetworkRole.VaeEncoder, Prefix)
{
    public override NetworkPrecision Precision => NetworkPrecision.Float32;

    public override bool Owns(string tensor) => !tensor.StartsWith("decoder.", StringComparison.Ordinal)
        && !tensor.StartsWith("post_quant_conv.", StringComparison.Ordinal);

    public override void Build(OnnxGraph g, GraphPatches patches) => Autoencoder.BuildEncoder(g, Sizes);
}

/// <summary>The half that makes pictures of latents.</summary>
internal record VaeDecoder(string Prefix, AutoencoderSizes Sizes) : Network(NetworkRole.VaeDecoder, Prefix)
{
    public override NetworkPrecision Precision => NetworkPrecision.Float32;

    public override bool Owns(string tensor) => !tensor.StartsWith("encoder.", StringComparison.Ordinal)
        && !tensor.StartsWith("quant_conv.", StringComparison.Ordinal);

    public override void Build(OnnxGraph g, GraphPatches patches) => Autoencoder.BuildDecoder(g, Sizes);
}

/// <summary>
/// The autoencoder of latent diffusion (Esser et al. 2021, arXiv:2012.09841; Rombach et al. 2022). Pictures are in -1..1, latents not yet
/// scaled. Encoder: sample [B,3,H,W] to latent_parameters [B,2z,h,w], mean then log variance. Decoder: latent_sample [B,z,h,w] to sample
/// [B,3,H,W].
/// </summary>
internal static class Autoencoder
{
    // The demo model's last level depends on it: 1e-5 washes its pictures out.
    private const float Epsilon = 1e-6f;

    public static void BuildEncoder(OnnxGraph g, AutoencoderSizes s) => g.Output("latent_parameters", Encoded(g, s));

    public static void BuildDecoder(OnnxGraph g, AutoencoderSizes s) =>
        g.Output("sample", Decoded(g, g.Input("latent_sample", ElementType.Float32, -1, s.LatentChannels, -1, -1), s));

    /// <summary>Mean and log variance of a picture's latent.</summary>
    public static Value Encoded(OnnxGraph g, AutoencoderSizes s)
    {
        var x = g.Input("sample", ElementType.Float32, -1, 3, -1, -1);
        x = g.Conv2d(x, "encoder.conv_in", 3, s.Channels);
        var channels = s.Channels;
        for (var level = 0; level < s.ChannelMult.Count; level++)
        {
            var name = $"encoder.down.{level}.";
            for (var i = 0; i < s.EncoderBlocks; i++)
                x = ResBlock(g, x, $"{name}block.{i}.", channels, channels = s.Channels * s.ChannelMult[level]);
            if (level < s.ChannelMult.Count - 1)
                x = g.Conv2d(x, name + "downsample.conv", channels, channels, stride: 2, padding: [0, 0, 1, 1]);
        }
        x = Middle(g, x, "encoder.mid.", channels);
        x = g.Silu(g.GroupNorm(x, "encoder.norm_out", channels, Epsilon));
        var both = s.InnerChannels * 2;
        x = g.Conv2d(x, "encoder.conv_out", channels, both);
        return s.QuantConv ? g.Conv2d(x, QuantConv(g, "encoder.", "quant_conv"), both, both, kernel: 1) : x;
    }

    /// <summary>A picture of a latent.</summary>
    public static Value Decoded(OnnxGraph g, Value x, AutoencoderSizes s)
    {
        if (s.QuantConv)
            x = g.Conv2d(x, QuantConv(g, "decoder.", "post_quant_conv"), s.InnerChannels, s.InnerChannels, kernel: 1);
        var channels = s.Channels * s.ChannelMult[^1];
        x = Middle(g, g.Conv2d(x, "decoder.conv_in", s.InnerChannels, channels), "decoder.mid.", channels);
        for (var level = s.ChannelMult.Count - 1; level >= 0; level--)
        {
            var name = $"decoder.up.{level}.";
            for (var i = 0; i < s.DecoderBlocks; i++)
                x = ResBlock(g, x, $"{name}block.{i}.", channels, channels = s.Channels * s.ChannelMult[level]);
            if (level > 0)
                x = g.Conv2d(g.Upsample(x), name + "upsample.conv", channels, channels);
        }
        x = g.Silu(g.GroupNorm(x, "decoder.norm_out", channels, Epsilon));
        return g.Conv2d(x, "decoder.conv_out", channels, 3);
    }

    /// <summary>Beside the networks in most files, within them in some.</summary>
    private static string QuantConv(OnnxGraph g, string network, string name) => g.Has($"{network}{name}.weight") ? network + name : name;

    private static Value Middle(OnnxGraph g, Value x, string name, int channels)
    {
        x = ResBlock(g, x, name + "block_1.", channels, channels);
        x = SelfAttention(g, x, name + "attn_1.", channels);
        return ResBlock(g, x, name + "block_2.", channels, channels);
    }

    private static Value ResBlock(OnnxGraph g, Value x, string name, int from, int to)
    {
        var h = g.Conv2d(g.Silu(g.GroupNorm(x, name + "norm1", from, Epsilon)), name + "conv1", from, to);
        h = g.Conv2d(g.Silu(g.GroupNorm(h, name + "norm2", to, Epsilon)), name + "conv2", to, to);
        return g.Add(from == to ? x : g.Conv2d(x, name + "nin_shortcut", from, to, kernel: 1), h);
    }

    /// <summary>
    /// One head over all pixels. The projections are 1x1 convolutions in most files and matrices in some: as rows they are the same.
    /// </summary>
    private static Value SelfAttention(OnnxGraph g, Value x, string name, int channels)
    {
        var (rows, back) = g.ToRows(g.GroupNorm(x, name + "norm", channels, Epsilon), channels);
        Value Project(string which, Value from) => g.Linear(from, name + which, channels, channels);
        var mixed = g.Attend(Project("q", rows), Project("k", rows), Project("v", rows), g.BatchOf(x), channels, heads: 1);
        return g.Add(x, back(Project("proj_out", mixed)));
    }
}
