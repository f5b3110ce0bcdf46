using System.Runtime.InteropServices;
using Studio.Engine.Runtime;

namespace Studio.Engine.Models.Building;

/// <summary>A value that flows through the graph: the output of one node, the input of others. The default leaves an input out.</summary>
public readonly record struct Value(string Name, ElementType Type);

/// <summary>
/// Describes a network to ONNX Runtime: values in, values out, weights by their name in the file. Opset 21 and com.microsoft 1 are the
/// vocabulary. Every weight is asked for with the shape that the diagram gives it, so a file that does not fit its own family is found
/// here.
/// <para>
/// Diagrams do not name the type that is computed in (<see cref="GraphOptions.Compute"/>). Weights come in it, and what meets one, or a
/// result of one, is cast to it; what comes from the network's inputs and from constants alone (a timestep's sinusoids) stays float32, as
/// do the network's inputs and outputs. What must not be rounded or overflow is built within <see cref="InFloat32"/>.
/// </para>
/// </summary>
public sealed class OnnxGraph
{
    public const string Microsoft = "com.microsoft";

    private readonly IGraphBuilder _graph;
    private readonly Weights _weights;
    private readonly Dictionary<string, Value> _shared = new(StringComparer.Ordinal);
    private int _count;
    private int _float32Depth;

    internal OnnxGraph(IGraphBuilder graph, Weights weights, GraphOptions options)
    {
        (_graph, _weights, Options) = (graph, weights, options);
    }

    public GraphOptions Options { get; }

    /// <summary>Whether the file has a weight; for parts that a family may lack.</summary>
    public bool Has(string weight) => _weights.Has(weight);

    /// <summary>An input of the network, float32 or whole numbers.</summary>
    /// <param name="dims">-1 is a size that each run may choose anew.</param>
    public Value Input(string name, ElementType type, params ReadOnlySpan<long> dims)
    {
        _graph.Input(name, type, dims);
        return new Value(name, type);
    }

    /// <summary>Names a value as a result of the network, float32.</summary>
    public void Output(string name, Value value)
    {
        if (value.Type.IsHalf())
            _graph.Node("Cast", [value.Name], [name], [To(ElementType.Float32)]);
        else
            _graph.Node("Identity", [value.Name], [name], []);
        _graph.Output(name, ElementType.Float32);
    }

    /// <summary>
    /// What is built inside takes its values as float32, whatever the network computes in, and its result goes on in the network's type:
    /// for sums over many values, for exponentials, for what lies beyond 65504 or below 6e-8.
    /// </summary>
    public Value InFloat32(Func<Value> build)
    {
        _float32Depth++;
        try
        {
            return _float32Depth > 1 ? build() : As(build(), Options.Compute);
        }
        finally
        {
            _float32Depth--;
        }
    }

    /// <summary>A weight in the type that is computed in. Trailing axes of 1 may differ from the file's.</summary>
    /// <exception cref="EngineException">BadFile: it is missing or has another shape.</exception>
    public Value Weight(string name, params ReadOnlySpan<long> shape) => Weight(name, shape, shape);

    /// <summary>A vector that is spread over the channels of [B,C,H,W].</summary>
    public Value ChannelWeight(string name, int channels) => Weight(name, [channels], [channels, 1, 1]);

    /// <summary>
    /// Rows of a table [count,width] by whole numbers [...], as [...,width]. They are picked from the table as the file has it and then
    /// take the network's type, so that a table of all words is not converted for a few.
    /// </summary>
    /// <exception cref="EngineException">BadFile: it is missing or has another shape.</exception>
    public Value Rows(string name, int count, int width, Value places)
    {
        var table = _weights.Get(name, [count, width], asStored: true);
        _graph.Initializer(name, table.Type, table.Blocks is { } blocks ? blocks.PackedShape([count, width]) : [count, width], table.Data);
        // the runtime's own operator does not know what is not wide
        var own = table.Blocks is { } packed ? UnpackRows.NameFor(packed) : Float8.Is(table.Type) ? Rows8.NameFor(table.Type) : null;
        var rows = New(own is null ? table.Type : ElementType.Float32);
        _graph.Node(own ?? "Gather", [name, places.Name], [rows.Name], [], own is null ? "" : OwnOperators.Domain);
        var wide = As(rows, Options.Compute);
        return table.Scale == 1 ? wide : Op("Mul", [wide, Scalar(table.Scale)]);
    }

    /// <summary>Whole numbers that do not change: shapes, axes.</summary>
    public Value Constant(ReadOnlySpan<long> numbers) =>
        Constant(ElementType.Int64, [numbers.Length], MemoryMarshal.AsBytes(numbers), string.Join(',', numbers.ToArray()));

    /// <summary>Numbers that do not change.</summary>
    /// <param name="shape">None is a vector.</param>
    public Value Constant(ReadOnlySpan<float> numbers, params ReadOnlySpan<long> shape) =>
        Constant(ElementType.Float32, shape.IsEmpty ? [numbers.Length] : shape, MemoryMarshal.AsBytes(numbers), key: null);

    /// <summary>One number that broadcasts against anything.</summary>
    public Value Scalar(float number) => Constant(ElementType.Float32, [], MemoryMarshal.AsBytes<float>([number]), $"f{number:R}");

    /// <summary>One whole number that broadcasts against anything.</summary>
    public Value Whole(long number) => Constant(ElementType.Int64, [], MemoryMarshal.AsBytes<long>([number]), $"i{number}");

    /// <summary>A value that several places need, made once.</summary>
    public Value Shared(string key, Func<Value> make)
    {
        if (!_shared.TryGetValue(key, out var value))
            _shared[key] = value = make();
        return value;
    }

    /// <summary>A node with one output, from ONNX's own operators.</summary>
    public Value Op(string op, ReadOnlySpan<Value> inputs, params ReadOnlySpan<OrtAttribute> attributes) => Op("", op, inputs, attributes);

    /// <summary>A node with one output, from a named set of operators.</summary>
    public Value Op(string domain, string op, ReadOnlySpan<Value> inputs, params ReadOnlySpan<OrtAttribute> attributes)
    {
        var work = WorkType(inputs);
        var names = new string[inputs.Length];
        var types = new ElementType[inputs.Length];
        for (var i = 0; i < names.Length; i++)
        {
            var input = ElementRules.SharesType(op, i) ? As(inputs[i], work) : inputs[i];
            (names[i], types[i]) = (input.Name ?? "", input.Type);
        }
        var output = New(ElementRules.Result(op, types, attributes));
        _graph.Node(op, names, [output.Name], attributes, domain);
        return output;
    }

    /// <summary>Half precision wins over float32: a network's activations are never widened by a constant or an input.</summary>
    private ElementType WorkType(ReadOnlySpan<Value> inputs)
    {
        if (_float32Depth == 0)
        {
            foreach (var input in inputs)
            {
                if (input.Type.IsHalf())
                    return input.Type;
            }
        }
        return ElementType.Float32;
    }

    /// <summary>The same numbers in another floating-point type; made once for each value. Anything else stays as it is.</summary>
    private Value As(Value value, ElementType type)
    {
        if (value.Type == type || !(value.Type is ElementType.Float32 || value.Type.IsHalf()))
            return value;
        return Shared($"{value.Name} as {type}", () =>
        {
            var cast = New(type);
            _graph.Node("Cast", [value.Name], [cast.Name], [To(type)]);
            return cast;
        });
    }

    private static OrtAttribute To(ElementType type) => OrtAttribute.Int("to", (long)type);

    private Value Weight(string name, ReadOnlySpan<long> stored, ReadOnlySpan<long> shape)
    {
        if (!_shared.TryGetValue(name, out var value))
        {
            var weight = _weights.Get(name, stored);
            _graph.Initializer(name, weight.Type, weight.Blocks is { } blocks ? blocks.PackedShape(shape) : shape, weight.Data);
            value = new Value(name, weight.Type);
            _shared[name] = value = weight.Blocks is { } packed ? Unpacked(value, packed)
                : Float8.Is(weight.Type) ? Widened(value, weight.Scale) : value;
        }
        return As(value, _float32Depth > 0 ? ElementType.Float32 : Options.Compute);
    }

    /// <summary>A weight of 8 bits as float32, times its factor.</summary>
    private Value Widened(Value weight, float scale)
    {
        var wide = New(ElementType.Float32);
        _graph.Node(Widen8.NameFor(weight.Type), [weight.Name], [wide.Name], [], OwnOperators.Domain);
        if (scale == 1)
            return wide;
        var scaled = New(ElementType.Float32);
        _graph.Node("Mul", [wide.Name, Scalar(scale).Name], [scaled.Name], []);
        return scaled;
    }

    private Value Unpacked(Value weight, BlockFormat blocks)
    {
        var wide = New(ElementType.Float32);
        _graph.Node(UnpackBlocks.NameFor(blocks), [weight.Name], [wide.Name], [], OwnOperators.Domain);
        return wide;
    }

    private Value Constant(ElementType type, ReadOnlySpan<long> shape, ReadOnlySpan<byte> bytes, string? key)
    {
        if (key is not null && _shared.TryGetValue(key, out var known))
            return known;
        var value = New(type);
        _graph.Initializer(value.Name, type, shape, bytes.ToArray());
        if (key is not null)
            _shared[key] = value;
        return value;
    }

    private Value New(ElementType type) => new($"v{_count++}", type);
}

/// <summary>How a network is written down.</summary>
/// <param name="PlainAttention">Attention from MatMul and Softmax instead of the fused kernel: for devices where the fused one is wrong or
/// missing. The arithmetic is the same.</param>
/// <param name="Compute">Float32, Float16 or BFloat16: what weights and activations are. See <see cref="OnnxGraph"/> for what stays
/// float32.</param>
public sealed record GraphOptions(bool PlainAttention = false, ElementType Compute = ElementType.Float32)
{
    /// <summary>Whether <see cref="Conv3x3"/> stands for convolutions that it can do: on a processor that it was written for.</summary>
    public bool OwnConvolutions { get; init; }
}
