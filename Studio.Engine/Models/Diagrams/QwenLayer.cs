using Studio.Engine.Models.Building;
using Studio.Engine.Runtime;

namespace Studio.Engine.Models.Diagrams;

/// <summary>One layer of Qwen's text networks, on rows [B*T,width].</summary>
/// <param name="batch">B, as a list of one number.</param>
/// <param name="mask">[B,1,1,T,T], added to the scores.</param>
internal sealed class QwenLayer(OnnxGraph g, QwenWidths s, Value batch, RotaryPositions positions, Value mask)
{
    private const int HeadWidth = QwenWidths.HeadWidth;
    private const float Epsilon = 1e-6f;

    public Value Of(Value x, string name)
    {
        x = g.Add(x, SelfAttention(Norm(x, name + "input_layernorm", s.Width), name + "self_attn."));
        return g.Add(x, FeedForward(Norm(x, name + "post_attention_layernorm", s.Width), name + "mlp."));
    }

    public Value Norm(Value x, string name, int width) => g.RmsNorm(x, name + ".weight", width, Epsilon);

    /// <summary>
    /// Keys and values have fewer heads than queries (Ainslie et al. 2023, arXiv:2305.13245): the groups are an axis of their own, which is
    /// 1 for keys and values.
    /// </summary>
    private Value SelfAttention(Value x, string name)
    {
        var groups = s.Heads / s.KeyHeads;
        Value Split(Value tokens, int group, params ReadOnlySpan<long> order) => g.Op("Transpose",
            [g.Op("Reshape", [tokens, g.Constant([0, 0, s.KeyHeads, group, HeadWidth])])], OrtAttribute.Ints("perm", order));
        var query = g.Multiply(Turned(x, name, "q", s.Heads), g.Scalar(1 / MathF.Sqrt(HeadWidth)));
        var q = Split(query, groups, 0, 2, 3, 1, 4);
        var k = Split(Turned(x, name, "k", s.KeyHeads), 1, 0, 2, 3, 4, 1);
        var v = Split(Tokens(Projected(x, name, "v", s.KeyHeads), s.KeyHeads), 1, 0, 2, 3, 1, 4);
        var weights = g.InFloat32(() => g.Op("Softmax", [g.Add(g.Op("MatMul", [q, k]), mask)], OrtAttribute.Int("axis", -1)));
        var mixed = g.Op("Transpose", [g.Op("MatMul", [weights, v])], OrtAttribute.Ints("perm", 0, 3, 1, 2, 4));
        var width = s.Heads * HeadWidth;
        return g.Linear(g.Op("Reshape", [mixed, g.Constant([-1, width])]), name + "o_proj", width, s.Width, bias: false);
    }

    private Value FeedForward(Value x, string name)
    {
        var gate = g.Silu(g.Linear(x, name + "gate_proj", s.Width, s.MlpWidth, bias: false));
        var inner = g.Multiply(gate, g.Linear(x, name + "up_proj", s.Width, s.MlpWidth, bias: false));
        return g.Linear(inner, name + "down_proj", s.MlpWidth, s.Width, bias: false);
    }

    private Value Projected(Value x, string name, string which, int heads) =>
        g.Linear(x, $"{name}{which}_proj", s.Width, heads * HeadWidth, bias: !s.HasHeadNorms);

    /// <summary>Queries or keys [B,T,heads*128], turned by their places.</summary>
    private Value Turned(Value x, string name, string which, int heads)
    {
        var rows = Projected(x, name, which, heads);
        if (s.HasHeadNorms)
            rows = Norm(g.Op("Reshape", [rows, g.Constant([-1, heads, HeadWidth])]), $"{name}{which}_norm", HeadWidth);
        return positions.Turn(g, Tokens(rows, heads), heads);
    }

    private Value Tokens(Value rows, int heads) => g.Op("Reshape",
        [rows, g.Shared($"qwen tokens {heads}", () => g.Joined(batch, g.Constant([-1, heads * HeadWidth])))]);
}

/// <summary>The sizes that all layers of one of Qwen's text networks share.</summary>
/// <param name="Heads">Of the queries.</param>
/// <param name="KeyHeads">Of keys and values.</param>
/// <param name="MlpWidth">Of the gated feed-forward.</param>
/// <param name="HasHeadNorms">Whether each head of queries and keys is normalized instead of having a bias.</param>
internal sealed record QwenWidths(int Width, int Heads, int KeyHeads, int MlpWidth, bool HasHeadNorms)
{
    /// <summary>Of every head, whatever the width of a token.</summary>
    public const int HeadWidth = 128;
}
