using System.Runtime.InteropServices;
using Studio.Engine.Runtime;

namespace Studio.Engine.Models.Building;

/// <summary>A value that flows through the graph: the output of one node, the input of others.</summary>
internal readonly record struct Value(string Name);

/// <summary>
/// Describes a network to ONNX Runtime: values in, values out, weights by their name in the file. Opset 21 and com.microsoft 1 are the
/// vocabulary. Every weight is asked for with the shape that the diagram gives it, so a file that does not fit its own family is found
/// here.
/// </summary>
internal sealed class OnnxGraph(OrtGraph graph, Weights weights, GraphOptions options)
{
    public const string Microsoft = "com.microsoft";

    private readonly Dictionary<string, Value> _shared = new(StringComparer.Ordinal);
    private int _count;

    public GraphOptions Options { get; } = options;

    /// <summary>Whether the file has a weight; for parts that a family may lack.</summary>
    public bool Has(string weight) => weights.Has(weight);

    /// <param name="dims">-1 is a size that each run may choose anew.</param>
    public Value Input(string name, ElementType type, params ReadOnlySpan<long> dims)
    {
        graph.Input(name, type, dims);
        return new Value(name);
    }

    /// <summary>Names a value as a result of the network, float32.</summary>
    public void Output(string name, Value value)
    {
        graph.Node("Identity", [value.Name], [name], []);
        graph.Output(name, ElementType.Float32);
    }

    /// <summary>A weight as float32. Trailing axes of 1 may differ from the file's.</summary>
    /// <exception cref="EngineException">BadFile: it is missing or has another shape.</exception>
    public Value Weight(string name, params ReadOnlySpan<long> shape) => Weight(name, shape, shape);

    /// <summary>A vector that is spread over the channels of [B,C,H,W].</summary>
    public Value ChannelWeight(string name, int channels) => Weight(name, [channels], [channels, 1, 1]);

    public Value Constant(ReadOnlySpan<long> numbers) =>
        Constant(ElementType.Int64, [numbers.Length], MemoryMarshal.AsBytes(numbers), string.Join(',', numbers.ToArray()));

    public Value Constant(ReadOnlySpan<float> numbers, params ReadOnlySpan<long> shape) =>
        Constant(ElementType.Float32, shape.IsEmpty ? [numbers.Length] : shape, MemoryMarshal.AsBytes(numbers), key: null);

    /// <summary>One number that broadcasts against anything.</summary>
    public Value Scalar(float number) => Constant(ElementType.Float32, [], MemoryMarshal.AsBytes<float>([number]), $"f{number:R}");

    /// <summary>A value that several places need, made once.</summary>
    public Value Shared(string key, Func<Value> make)
    {
        if (!_shared.TryGetValue(key, out var value))
            _shared[key] = value = make();
        return value;
    }

    public Value Op(string op, ReadOnlySpan<Value> inputs, params ReadOnlySpan<OrtAttribute> attributes) => Op("", op, inputs, attributes);

    /// <summary>A node with one output, from a named set of operators.</summary>
    public Value Op(string domain, string op, ReadOnlySpan<Value> inputs, params ReadOnlySpan<OrtAttribute> attributes)
    {
        var names = new string[inputs.Length];
        for (var i = 0; i < names.Length; i++)
            names[i] = inputs[i].Name ?? "";
        var output = New();
        graph.Node(op, names, [output.Name], attributes, domain);
        return output;
    }

    private Value Weight(string name, ReadOnlySpan<long> stored, ReadOnlySpan<long> shape)
    {
        if (_shared.TryGetValue(name, out var known))
            return known;
        var (type, data) = weights.Get(name, stored);
        graph.Initializer(name, type, shape, data);
        var value = new Value(name);
        return _shared[name] = type is ElementType.Float32 ? value : Op("Cast", [value], OrtAttribute.Int("to", (long)ElementType.Float32));
    }

    private Value Constant(ElementType type, ReadOnlySpan<long> shape, ReadOnlySpan<byte> bytes, string? key)
    {
        if (key is not null && _shared.TryGetValue(key, out var known))
            return known;
        var value = New();
        graph.Initializer(value.Name, type, shape, bytes.ToArray());
        if (key is not null)
            _shared[key] = value;
        return value;
    }

    private Value New() => new($"v{_count++}");
}

/// <summary>How a network is written down; the arithmetic is the same.</summary>
/// <param name="PlainAttention">Attention from MatMul and Softmax instead of the fused kernel: for devices where the fused one is wrong or
/// missing.</param>
internal sealed record GraphOptions(bool PlainAttention = false);
