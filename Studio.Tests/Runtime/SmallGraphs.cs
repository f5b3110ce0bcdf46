using System.Runtime.InteropServices;
using Studio.Engine.Runtime;
using Studio.Engine.Tensors;

namespace Studio.Tests.Runtime;

/// <summary>Graphs that are small enough to be computed by hand beside them.</summary>
internal static class SmallGraphs
{
    public const int Channels = 4;

    public static SessionSettings Named(string name) => SessionSettings.Default with { Name = name };

    public static byte[] Bytes(params float[] values) => MemoryMarshal.AsBytes(values.AsSpan()).ToArray();

    public static float[] Wave(int count, float step = 0.37f) =>
        [.. Enumerable.Range(0, count).Select(i => MathF.Sin(i * step + 0.1f))];

    public static Tensor WaveTensor(params int[] shape) => new(Wave(shape.Aggregate(1, (count, size) => count * size)), shape);

    /// <summary>y = SiLU(conv3x3(x, weight) + bias) with dynamic batch, height and width.</summary>
    public static OrtSession ConvSilu(ReadOnlyMemory<byte> weight, ReadOnlyMemory<byte> bias, params IDisposable[] keepAlive)
    {
        using var graph = new OrtGraph();
        graph.Input("x", ElementType.Float32, -1, Channels, -1, -1);
        graph.Initializer("weight", ElementType.Float32, [Channels, Channels, 3, 3], weight);
        graph.Initializer("bias", ElementType.Float32, [Channels], bias);
        graph.Node("Conv", ["x", "weight", "bias"], ["c"], [OrtAttribute.Ints("pads", 1, 1, 1, 1)]);
        graph.Node("Sigmoid", ["c"], ["s"], []);
        graph.Node("Mul", ["c", "s"], ["y"], []);
        graph.Output("y", ElementType.Float32);
        return graph.CreateSession(Named("conv and SiLU"), keepAlive);
    }

    public static Tensor ConvSiluReference(Tensor x, float[] weight, float[] bias)
    {
        var (height, width) = (x.Size(2), x.Size(3));
        var y = x.ZerosLike();
        for (var b = 0; b < x.Size(0); b++)
            for (var o = 0; o < Channels; o++)
                for (var r = 0; r < height; r++)
                    for (var c = 0; c < width; c++)
                    {
                        double sum = bias[o];
                        for (var i = 0; i < Channels; i++)
                            for (var dr = -1; dr <= 1; dr++)
                                for (var dc = -1; dc <= 1; dc++)
                                {
                                    if (r + dr < 0 || r + dr >= height || c + dc < 0 || c + dc >= width)
                                        continue;
                                    var pixel = x.Span[((b * Channels + i) * height + r + dr) * width + c + dc];
                                    sum += pixel * weight[((o * Channels + i) * 3 + dr + 1) * 3 + dc + 1];
                                }
                        y.Span[((b * Channels + o) * height + r) * width + c] = (float)(sum / (1 + Math.Exp(-sum)));
                    }
        return y;
    }

    /// <summary>y = cast(x) + cast(x), input and output in <paramref name="type"/>.</summary>
    public static OrtSession Doubled(ElementType type, params long[] dims)
    {
        using var graph = new OrtGraph();
        graph.Input("x", type, dims);
        graph.Node("Add", ["x", "x"], ["y"], []);
        graph.Output("y", type);
        return graph.CreateSession(Named("doubling"));
    }

    /// <summary>Many square products in a row: long enough that cancelling it meets it half-way.</summary>
    public static OrtSession LongChain(int nodes)
    {
        using var graph = new OrtGraph();
        graph.Input("x0", ElementType.Float32, -1, -1);
        for (var i = 0; i < nodes; i++)
            graph.Node("MatMul", [$"x{i}", "x0"], [$"x{i + 1}"], []);
        graph.Output($"x{nodes}", ElementType.Float32);
        return graph.CreateSession(Named("a long chain"));
    }

    public static void AssertClose(Tensor expected, Tensor actual, float tolerance)
    {
        Assert.Equal(expected.Shape.ToArray(), actual.Shape.ToArray());
        for (var i = 0; i < expected.Length; i++)
            Assert.True(MathF.Abs(expected.Span[i] - actual.Span[i]) <= tolerance, $"[{i}]: {expected.Span[i]} and {actual.Span[i]}");
    }
}
