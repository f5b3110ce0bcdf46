using System.Runtime.InteropServices;
using Studio.Engine.Tensors;

namespace Studio.Engine.Runtime;

/// <summary>A small model with its inputs, to be run on two providers.</summary>
internal sealed record TrialGraph(string Name, Action<OrtGraph> Describe, NamedInput[] Inputs)
{
    public OrtSession CreateSession(ExecutionProvider provider, bool forbidCpuFallback)
    {
        using var graph = new OrtGraph();
        Describe(graph);
        return graph.CreateSession(
            new SessionSettings { Name = $"the trial of {Name}", Provider = provider, ForbidCpuFallback = forbidCpuFallback });
    }

    public Tensor Run(OrtSession session) => session.Run(Inputs, ["y"], CancellationToken.None)[0];
}

internal static class TrialGraphs
{
    private const int Channels = 8;
    private const int Size = 12;

    /// <summary>Conv 3x3, SiLU, then a MatMul over the width; in half precision when asked, with float32 inputs and outputs.</summary>
    public static TrialGraph Basic(bool half) => new(half ? "half-precision convolution and product" : "convolution and product", graph =>
    {
        var type = half ? ElementType.Float16 : ElementType.Float32;
        graph.Input("x", ElementType.Float32, 1, Channels, Size, Size);
        graph.Node("Cast", ["x"], ["x_typed"], [OrtAttribute.Int("to", (long)type)]);
        Weights(graph, "conv", type, 1, Channels, Channels, 3, 3);
        Weights(graph, "mat", type, 2, Size, Size);
        graph.Node("Conv", ["x_typed", "conv"], ["c"], [OrtAttribute.Ints("pads", 1, 1, 1, 1)]);
        graph.Node("Sigmoid", ["c"], ["s"], []);
        graph.Node("Mul", ["c", "s"], ["m"], []);
        graph.Node("MatMul", ["m", "mat"], ["p"], []);
        graph.Node("Cast", ["p"], ["y"], [OrtAttribute.Int("to", (long)ElementType.Float32)]);
        graph.Output("y", ElementType.Float32);
    }, [NamedInput.Of("x", Numbers(3, 1, Channels, Size, Size))]);

    /// <summary>A MatMul and a SiLU, with float32 inputs and outputs.</summary>
    public static TrialGraph Product(ElementType type) => new($"product in {type}", graph =>
    {
        graph.Input("x", ElementType.Float32, Size, Size);
        graph.Node("Cast", ["x"], ["x_typed"], [OrtAttribute.Int("to", (long)type)]);
        Weights(graph, "mat", type, 2, Size, Size);
        graph.Node("MatMul", ["x_typed", "mat"], ["p"], []);
        graph.Node("Sigmoid", ["p"], ["s"], []);
        graph.Node("Mul", ["p", "s"], ["m"], []);
        graph.Node("Cast", ["m"], ["y"], [OrtAttribute.Int("to", (long)ElementType.Float32)]);
        graph.Output("y", ElementType.Float32);
    }, [NamedInput.Of("x", Numbers(3, Size, Size))]);

    /// <summary>Fused attention over a sequence long enough to span several tiles of a GPU kernel.</summary>
    public static TrialGraph Attention() => new("fused attention", static graph =>
    {
        graph.Input("q", ElementType.Float32, 2, -1, 80);
        graph.Input("k", ElementType.Float32, 2, -1, 80);
        graph.Input("v", ElementType.Float32, 2, -1, 80);
        graph.Node("MultiHeadAttention", ["q", "k", "v"], ["y"], [OrtAttribute.Int("num_heads", 2)], "com.microsoft");
        graph.Output("y", ElementType.Float32);
    }, [NamedInput.Of("q", Numbers(4, 2, 64, 80)), NamedInput.Of("k", Numbers(5, 2, 77, 80)), NamedInput.Of("v", Numbers(6, 2, 77, 80))]);

    /// <summary>One 3x3 convolution of 128 channels on 64x64: 1.2 GFLOP.</summary>
    public static TrialGraph LargeConvolution() => new("a large convolution", static graph =>
    {
        graph.Input("x", ElementType.Float32, 1, 128, 64, 64);
        Weights(graph, "w", ElementType.Float32, 7, 128, 128, 3, 3);
        graph.Node("Conv", ["x", "w"], ["y"], [OrtAttribute.Ints("pads", 1, 1, 1, 1)]);
        graph.Output("y", ElementType.Float32);
    }, [NamedInput.Of("x", Numbers(8, 1, 128, 64, 64))]);

    private static void Weights(OrtGraph graph, string name, ElementType type, int seed, params int[] shape)
    {
        var numbers = Numbers(seed, shape);
        var bytes = type is ElementType.Float32
            ? MemoryMarshal.AsBytes(numbers.Span).ToArray()
            : ElementConversion.FromFloats(numbers.Span, type);
        graph.Initializer(name, type, Array.ConvertAll(shape, static size => (long)size), bytes);
    }

    /// <summary>Numbers without a pattern in -0.5..0.5 (xorshift32).</summary>
    private static Tensor Numbers(int seed, params int[] shape)
    {
        var numbers = new Tensor(shape);
        var state = (uint)seed * 2654435761u;
        foreach (ref var number in numbers.Span)
        {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            number = (state & 0xFFFF) / 65536f - 0.5f;
        }
        return numbers;
    }
}
