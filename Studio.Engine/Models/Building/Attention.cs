using Studio.Engine.Runtime;

namespace Studio.Engine.Models.Building;

/// <summary>Scaled dot-product attention (Vaswani et al. 2017, arXiv:1706.03762): softmax(q k^T / sqrt(d)) v per head.</summary>
public static class Attention
{
    /// <param name="query">Rows [B*T,width].</param>
    /// <param name="key">Rows [B*S,width].</param>
    /// <param name="value">Rows [B*S,width].</param>
    /// <param name="batch">B, as a list of one number.</param>
    /// <param name="identity">[B,1,1] booleans: where the values are the result, as if each token saw itself only; null is nowhere.</param>
    /// <returns>Rows [B*T,width].</returns>
    public static Value Attend(this OnnxGraph g, Value query, Value key, Value value, Value batch, int width, int heads,
        Value? identity = null)
    {
        var tokens = g.Shared($"tokens {batch.Name} {width}",
            () => g.Op("Concat", [batch, g.Constant([-1, width])], OrtAttribute.Int("axis", 0)));
        var (q, k, v) = (g.Op("Reshape", [query, tokens]), g.Op("Reshape", [key, tokens]), g.Op("Reshape", [value, tokens]));
        var mixed = g.Options.PlainAttention
            ? g.PlainAttend(q, k, v, width, heads, mask: null)
            : g.Op(OnnxGraph.Microsoft, "MultiHeadAttention", [q, k, v], OrtAttribute.Int("num_heads", heads));
        if (identity is { } chosen)
            mixed = g.Op("Where", [chosen, v, mixed]);
        return g.Op("Reshape", [mixed, g.Constant([-1, width])]);
    }

    /// <summary>The same from ordinary operators on [B,T,width]; <paramref name="mask"/> is added to the scores.</summary>
    /// <param name="scale">What scores are multiplied by; null is 1 / sqrt(d).</param>
    public static Value PlainAttend(this OnnxGraph g, Value query, Value key, Value value, int width, int heads, Value? mask,
        float? scale = null)
    {
        var headWidth = width / heads;
        var split = g.Constant([0, 0, heads, headWidth]);
        var scaled = scale == 1 ? query : g.Multiply(query, g.Scalar(scale ?? (1 / MathF.Sqrt(headWidth))));
        var q = g.Op("Transpose", [g.Op("Reshape", [scaled, split])], OrtAttribute.Ints("perm", 0, 2, 1, 3));
        var k = g.Op("Transpose", [g.Op("Reshape", [key, split])], OrtAttribute.Ints("perm", 0, 2, 3, 1));
        var v = g.Op("Transpose", [g.Op("Reshape", [value, split])], OrtAttribute.Ints("perm", 0, 2, 1, 3));
        var weights = g.InFloat32(() =>
        {
            var scores = g.Op("MatMul", [q, k]);
            if (mask is { } added)
                scores = g.Add(scores, added);
            return g.Op("Softmax", [scores], OrtAttribute.Int("axis", -1));
        });
        var mixed = g.Op("Transpose", [g.Op("MatMul", [weights, v])], OrtAttribute.Ints("perm", 0, 2, 1, 3));
        return g.Op("Reshape", [mixed, g.Constant([0, 0, width])]);
    }
}
