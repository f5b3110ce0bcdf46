using Studio.Engine.Models.Building;
using Studio.Engine.Runtime;

namespace Studio.Engine.Models.Diagrams;

/// <summary>
/// What a ControlNet for several types of pictures has besides (ControlNet++ by xinsir, Apache-2.0): it is told the type with the time,
/// and shifts the hint's channels by what it makes of the type and of the hint's mean.
/// </summary>
/// <param name="Types">How many it knows.</param>
/// <param name="Width">Channels of the hint, and of the layers that read it.</param>
internal sealed record ControlUnion(int Types, int Width)
{
    private const int Waves = 256;
    private const string Layer = "transformer_layes.0.";

    /// <summary>[1,<paramref name="timeWidth"/>], to be added to what the network is told of the time.</summary>
    /// <param name="type">[1,<see cref="Types"/>].</param>
    public Value TimeEmbedding(OnnxGraph g, Value type, int timeWidth)
    {
        var waves = g.Sinusoids(type, Waves);
        var told = g.Op("Reshape", [waves, g.Constant([1, Types * Waves])]);
        var hidden = g.Silu(g.Linear(told, "control_add_embedding.linear_1", Types * Waves, timeWidth));
        return g.Linear(hidden, "control_add_embedding.linear_2", timeWidth, timeWidth);
    }

    /// <summary>The hint [B,C,h,w] shifted; as it is when no type is told.</summary>
    /// <param name="type">[1,<see cref="Types"/>].</param>
    public Value Merge(OnnxGraph g, Value hint, Value type, int channels)
    {
        var mean = g.InFloat32(() => g.Op("ReduceMean", [hint, g.Constant([2, 3])], OrtAttribute.Int("keepdims", 0)));
        var x = g.Add(mean, g.Op("MatMul", [type, g.Weight("task_embedding", Types, Width)]));
        x = g.Add(x, Attention(g, g.LayerNorm(x, Layer + "ln_1", Width)));
        var hidden = g.QuickGelu(g.Linear(g.LayerNorm(x, Layer + "ln_2", Width), Layer + "mlp.c_fc", Width, Width * 4));
        x = g.Add(x, g.Linear(hidden, Layer + "mlp.c_proj", Width * 4, Width));
        var isTold = g.Op("ReduceMax", [type, g.Constant([1])]);
        var shift = g.Multiply(g.Linear(x, "spatial_ch_projs", Width, channels), isTold);
        return g.Add(hint, g.Op("Unsqueeze", [shift, g.Constant([2, 3])]));
    }

    /// <summary>Over one token, which sees itself only: its value is the result, whatever queries and keys are.</summary>
    private Value Attention(OnnxGraph g, Value x)
    {
        var all = g.Op("Gemm", [x, g.Weight(Layer + "attn.in_proj_weight", Width * 3, Width), g.Weight(Layer + "attn.in_proj_bias",
            Width * 3)], OrtAttribute.Int("transB", 1));
        var value = g.Op("Slice", [all, g.Constant([Width * 2]), g.Constant([Width * 3]), g.Constant([1])]);
        return g.Linear(value, Layer + "attn.out_proj", Width, Width);
    }
}
