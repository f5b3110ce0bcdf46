using Studio.Engine.Models.Building;
using Studio.Engine.Runtime;

namespace Studio.Engine.Models.Diagrams;

/// <summary>
/// The way down and the middle of a latent diffusion UNet, with what they are told: what a UNet and a ControlNet, which began as a copy of
/// it, have in common. In: timestep [1 or B], with a <see cref="ContextWidth"/> encoder_hidden_states [B,T,context], and with a
/// <see cref="LabelWidth"/> y [B,label].
/// </summary>
/// <param name="InChannels">Of the picture that it starts from.</param>
/// <param name="ChannelMult">Per level: its channels as a multiple of <paramref name="ModelChannels"/>.</param>
/// <param name="ResBlocks">Per level: how many residual blocks there are.</param>
/// <param name="InputDepths">Per residual block: transformer blocks after it; 0 is none.</param>
/// <param name="Heads">Attention heads; how many depends on the width in some families.</param>
/// <param name="ContextWidth">Width of the text embedding; 0 is no text.</param>
internal sealed record UNetTrunk(int InChannels, int ModelChannels, IReadOnlyList<int> ChannelMult, IReadOnlyList<int> ResBlocks,
    IReadOnlyList<int> InputDepths, UNetMiddle Middle, AttentionHeads Heads, int ContextWidth)
{
    public const string LabelInput = "y";

    /// <summary>Width of what the network is told beside the text; 0 is nothing.</summary>
    public int LabelWidth { get; init; }

    public int Levels => ChannelMult.Count;

    public int TimeWidth => ModelChannels * 4;

    /// <summary>Channels at the deepest level.</summary>
    public int MiddleChannels => ModelChannels * ChannelMult[^1];

    /// <summary>Channels after each block of the way down: the first convolution, residual blocks, and what halves the sides.</summary>
    public IReadOnlyList<int> BlockChannels =>
    [
        ModelChannels,
        .. Enumerable.Range(0, Levels).SelectMany(level => Enumerable.Repeat(ModelChannels * ChannelMult[level],
            ResBlocks[level] + (level < Levels - 1 ? 1 : 0))),
    ];

    /// <summary>Its blocks, with all inputs but the picture.</summary>
    /// <param name="sample">The picture [B,...].</param>
    /// <param name="more">[1 or B,<see cref="TimeWidth"/>] that is added to what the network is told of the time; null is nothing.</param>
    /// <param name="patches">What is done to its layers.</param>
    public UNetBlocks Blocks(OnnxGraph g, Value sample, Value? more = null, GraphPatches? patches = null)
    {
        var time = TimeEmbedding(g, more);
        Value Text() => g.Input(DenoiserNetwork.ContextInput, ElementType.Float32, -1, -1, ContextWidth);
        var text = ContextWidth == 0 ? default : g.Op("Reshape", [Text(), g.Constant([-1, ContextWidth])]);
        return new UNetBlocks(g, new UNetWidths(ModelChannels, ContextWidth, Heads), time, text, g.BatchOf(sample))
        {
            Patches = patches ?? GraphPatches.None,
        };
    }

    /// <summary>The way down; what is kept after each block, in order.</summary>
    /// <param name="after">What is done to a block's result, by the block's index, before it is kept and goes on.</param>
    public IReadOnlyList<(Value Value, int Channels)> Down(OnnxGraph g, UNetBlocks net, Value x, Func<Value, int, Value> after)
    {
        var kept = new List<(Value Value, int Channels)>();
        void Keep(Value value, int channels) => kept.Add((x = after(value, kept.Count), channels));
        Keep(g.Conv2d(x, "input_blocks.0.0", InChannels, ModelChannels), ModelChannels);
        var block = 0;
        for (var level = 0; level < Levels; level++)
        {
            var to = ModelChannels * ChannelMult[level];
            for (var i = 0; i < ResBlocks[level]; i++)
            {
                var name = $"input_blocks.{kept.Count}.";
                var joined = net.ResBlock(x, name + "0.", kept[^1].Channels, to);
                Keep(net.Transformer(joined, name + "1.", to, InputDepths[block++]), to);
            }
            if (level < Levels - 1)
                Keep(g.Conv2d(x, $"input_blocks.{kept.Count}.0.op", to, to, stride: 2), to);
        }
        return kept;
    }

    /// <param name="identity">[B,1,1] booleans: where its self-attention gives its values as they are; null is nowhere.</param>
    public Value MiddleBlock(UNetBlocks net, Value x, Value? identity = null)
    {
        var channels = MiddleChannels;
        if (Middle.ResBlocks > 0)
            x = net.ResBlock(x, "middle_block.0.", channels, channels);
        x = net.Transformer(x, "middle_block.1.", channels, Middle.Depth, identity);
        return Middle.ResBlocks > 1
            ? net.ResBlock(x, Middle.Depth > 0 ? "middle_block.2." : "middle_block.1.", channels, channels)
            : x;
    }

    /// <summary>
    /// Sinusoids of the timestep at falling frequencies, then two linear layers, and what the labels add; with the SiLU that every residual
    /// block begins with.
    /// </summary>
    private Value TimeEmbedding(OnnxGraph g, Value? more)
    {
        var waves = g.Sinusoids(g.Input(DenoiserNetwork.TimestepInput, ElementType.Float32, -1), ModelChannels);
        var hidden = g.Silu(g.Linear(waves, "time_embed.0", ModelChannels, TimeWidth));
        var time = g.Linear(hidden, "time_embed.2", TimeWidth, TimeWidth);
        if (more is { } added)
            time = g.Add(time, added);
        return g.Silu(LabelWidth == 0 ? time : g.Add(time, LabelEmbedding(g)));
    }

    private Value LabelEmbedding(OnnxGraph g)
    {
        var label = g.Input(LabelInput, ElementType.Float32, -1, LabelWidth);
        return g.Linear(g.Silu(g.Linear(label, "label_emb.0.0", LabelWidth, TimeWidth)), "label_emb.0.2", TimeWidth, TimeWidth);
    }
}

/// <summary>The turning point of a UNet: residual blocks, and transformer blocks between them.</summary>
internal sealed record UNetMiddle(int ResBlocks, int Depth);
