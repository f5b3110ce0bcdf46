using System.Collections.Immutable;
using System.Globalization;
using Studio.Engine.Models.Building;
using Studio.Engine.Models.Files;
using Studio.Engine.Runtime;

namespace Studio.Engine.Models.Diagrams;

/// <summary>
/// The denoiser of latent diffusion (Rombach et al. 2022, arXiv:2112.10752): down, middle, up, with a skip from each block of the way down
/// to its twin of the way up. In: sample [B,C,h,w], timestep [B], encoder_hidden_states [B,T,context], and with a
/// <see cref="LabelWidth"/> y [B,label]. Out: out_sample [B,C,h,w].
/// </summary>
/// <param name="ChannelMult">Per level: its channels as a multiple of <paramref name="ModelChannels"/>.</param>
/// <param name="ResBlocks">Per level: how many residual blocks the way down has (the way up has one more).</param>
/// <param name="InputDepths">Per residual block of the way down: transformer blocks after it; 0 is none.</param>
/// <param name="OutputDepths">The same of the way up.</param>
/// <param name="Heads">Attention heads; how many depends on the width in some families.</param>
internal sealed record UNet(string Prefix, int InChannels, int OutChannels, int ModelChannels, IReadOnlyList<int> ChannelMult,
    IReadOnlyList<int> ResBlocks, IReadOnlyList<int> InputDepths, IReadOnlyList<int> OutputDepths, UNetMiddle Middle, AttentionHeads Heads,
    int ContextWidth) : DenoiserNetwork(Prefix, InChannels, OutChannels, ContextWidth)
{
    public const string LabelInput = UNetTrunk.LabelInput;

    private const float Epsilon = 1e-5f;

    /// <summary>Width of what the model is told beside the text (sizes, a summary of the text); 0 is nothing.</summary>
    public int LabelWidth { get; init; }

    /// <summary>Levels below which the sides of a latent are halved.</summary>
    public int Levels => ChannelMult.Count;

    public UNetBlockCounts BlockCounts => new(ResBlocks, InputDepths, OutputDepths, Middle.Depth);

    public UNetTrunk Trunk => new(InChannels, ModelChannels, ChannelMult, ResBlocks, InputDepths, Middle, Heads, ContextWidth)
    {
        LabelWidth = LabelWidth,
    };

    public override NetworkPrecision Precision => NetworkPrecision.Convolutional;

    public override IReadOnlyDictionary<string, string> Settings => Heads.Count is { } count
        ? ImmutableDictionary<string, string>.Empty.Add("unet.heads", count.ToString(CultureInfo.InvariantCulture))
        : base.Settings;

    /// <summary>Its own names and those of diffusers.</summary>
    public override IEnumerable<LoraName> LoraNames(IEnumerable<string> layers, int place)
    {
        var diffusers = new DiffusersNames(BlockCounts);
        return layers.SelectMany(layer => NativeNames(layer).Concat(diffusers.Of(layer) is { } there ? NamesOf(layer, there) : []));
    }

    public override void Build(OnnxGraph g, GraphPatches patches)
    {
        var x = g.Input(SampleInput, ElementType.Float32, -1, InChannels, -1, -1);
        var trunk = Trunk;
        var net = trunk.Blocks(g, x, patches: patches);
        var skips = trunk.Down(g, net, x, (block, index) => patches.AfterBlock(g, block, index));
        x = trunk.MiddleBlock(net, skips[^1].Value, patches.MiddleIdentity(g));
        x = Up(g, patches, net, patches.AfterMiddle(g, x), skips);
        x = g.Silu(g.GroupNorm(x, "out.0", ModelChannels * ChannelMult[0], Epsilon));
        g.Output(Result, g.Conv2d(x, "out.2", ModelChannels * ChannelMult[0], OutChannels));
    }

    /// <summary>
    /// What stands at the first level of the way up, where the picture is largest: the results kept from the way down, and the widest layer
    /// beside them, which is the gated one of a transformer if there is one, else what is joined for a residual block.
    /// </summary>
    public override double WorkNumbers(int batch, double pixels, bool plainAttention)
    {
        const int gatedWidth = 8;
        const int joinedWidth = 3;
        var hasTransformer = InputDepths[0] > 0;
        var channels = ModelChannels * (ResBlocks[0] + 1 + (hasTransformer ? gatedWidth : joinedWidth));
        var scores = hasTransformer && plainAttention ? Heads.At(ModelChannels) * pixels : 0;
        return batch * pixels * (channels + scores);
    }

    /// <param name="there">The layer as diffusers names it.</param>
    private static IEnumerable<LoraName> NamesOf(string layer, string there)
    {
        // older files name the attention's processor, and its last layer without the 0
        var processor = there.Replace(".to_", ".processor.to_", StringComparison.Ordinal);
        var last = processor.EndsWith(".to_out.0", StringComparison.Ordinal) ? processor[..^2] : processor;
        var flat = there.Replace('.', '_');
        string[] names = ["lora_unet_" + flat, "lycoris_" + flat, "unet." + there, there, "unet." + last, last];
        return names.Select(name => new LoraName(name, layer));
    }

    private Value Up(OnnxGraph g, GraphPatches patches, UNetBlocks net, Value x,
        IReadOnlyList<(Value Value, int Channels)> skips)
    {
        var (index, left, channels) = (0, skips.Count, ModelChannels * ChannelMult[^1]);
        for (var level = Levels - 1; level >= 0; level--)
        {
            for (var i = 0; i <= ResBlocks[level]; i++, index++)
            {
                var (skip, skipChannels) = skips[--left];
                skip = patches.AtSkip(g, skip, left);
                var (to, depth) = (ModelChannels * ChannelMult[level], OutputDepths[index]);
                (x, skip) = patches.Join(g, x, skip, channels, ModelChannels);
                x = g.Op("Concat", [x, skip], OrtAttribute.Int("axis", 1));
                x = net.ResBlock(x, $"output_blocks.{index}.0.", channels + skipChannels, to);
                x = net.Transformer(x, $"output_blocks.{index}.1.", to, depth);
                channels = to;
                if (level > 0 && i == ResBlocks[level])
                    x = g.Conv2d(g.Upsample(x, skips[left - 1].Value), $"output_blocks.{index}.{(depth > 0 ? 2 : 1)}.conv", channels,
                        channels);
            }
        }
        return x;
    }
}
