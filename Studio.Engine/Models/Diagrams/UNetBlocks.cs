using Studio.Engine.Models.Building;

namespace Studio.Engine.Models.Diagrams;

/// <summary>The blocks of one UNet.</summary>
/// <param name="time">[B,4 * model channels].</param>
/// <param name="text">Rows [B*T,context].</param>
internal sealed class UNetBlocks(OnnxGraph g, UNetWidths s, Value time, Value text, Value batch)
{
    private const float Epsilon = 1e-5f;

    /// <summary>What is done to its layers.</summary>
    public GraphPatches Patches { get; init; } = GraphPatches.None;

    public Value ResBlock(Value x, string name, int from, int to)
    {
        var h = g.Conv2d(g.Silu(g.GroupNorm(x, name + "in_layers.0", from, Epsilon)), name + "in_layers.2", from, to);
        var shift = g.Linear(time, name + "emb_layers.1", s.Model * 4, to);
        h = g.Add(h, g.Op("Unsqueeze", [shift, g.Constant([2, 3])]));
        h = g.Conv2d(g.Silu(g.GroupNorm(h, name + "out_layers.0", to, Epsilon)), name + "out_layers.3", to, to);
        return g.Add(from == to ? x : g.Conv2d(x, name + "skip_connection", from, to, kernel: 1), h);
    }

    /// <param name="identity">[B,1,1] booleans: where its self-attention gives its values as they are; null is nowhere.</param>
    public Value Transformer(Value x, string name, int channels, int depth, Value? identity = null)
    {
        if (depth == 0)
            return x;
        var (rows, back) = g.ToRows(g.GroupNorm(x, name + "norm", channels, epsilon: 1e-6f), channels);
        rows = g.Linear(rows, name + "proj_in", channels, channels);
        for (var i = 0; i < depth; i++)
            rows = TransformerBlock(rows, $"{name}transformer_blocks.{i}.", channels, identity);
        return g.Add(x, back(g.Linear(rows, name + "proj_out", channels, channels)));
    }

    private Value TransformerBlock(Value x, string name, int width, Value? identity)
    {
        var self = g.LayerNorm(x, name + "norm1", width);
        x = g.Add(x, Attention(self, self, name + "attn1.", width, width, identity));
        x = g.Add(x, Attention(g.LayerNorm(x, name + "norm2", width), text, name + "attn2.", width, s.Context));
        var hidden = g.GeGlu(g.LayerNorm(x, name + "norm3", width), name + "ff.net.0.proj", width, width * 4);
        return g.Add(x, g.Linear(hidden, name + "ff.net.2", width * 4, width));
    }

    private Value Attention(Value x, Value context, string name, int width, int contextWidth, Value? identity = null)
    {
        var query = g.Linear(x, name + "to_q", width, width, bias: false);
        var key = g.Linear(context, name + "to_k", contextWidth, width, bias: false);
        var value = g.Linear(context, name + "to_v", contextWidth, width, bias: false);
        var mixed = g.Attend(query, key, value, batch, width, s.Heads.At(width), identity);
        if (name.EndsWith("attn2.", StringComparison.Ordinal))
            mixed = Patches.AfterCrossAttention(g, mixed, new CrossAttention(name, query, batch, width, s.Heads.At(width)));
        return g.Linear(mixed, name + "to_out.0", width, width);
    }
}

/// <summary>What all blocks of a UNet go by.</summary>
/// <param name="Model">Channels of the widest level.</param>
/// <param name="Context">Width of the text embedding.</param>
internal sealed record UNetWidths(int Model, int Context, AttentionHeads Heads);

/// <summary>How many heads share a layer: a number, or one for so many channels.</summary>
internal sealed record AttentionHeads(int? Count, int? Width = null)
{
    public int At(int channels) => Count ?? Math.Max(1, channels / Width!.Value);
}
