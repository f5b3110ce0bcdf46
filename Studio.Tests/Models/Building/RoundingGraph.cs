using Studio.Engine.Models.Building;
using Studio.Engine.Runtime;

namespace Studio.Tests.Models.Building;

/// <summary>
/// Runs a graph of half precision on the CPU as a device with kernels for it would: sums within an operator in float32, each result
/// rounded. By itself the CPU provider shows no precision fault: it has no such kernels, computes neighbouring operators in float32, and
/// drops the casts between them; of bfloat16 it knows casts only. So every half value is carried as a float32 one that was rounded.
/// </summary>
internal sealed class RoundingGraph(OrtGraph inner) : IGraphBuilder
{
    private readonly Dictionary<string, ElementType> _types = new(StringComparer.Ordinal);

    /// <summary>Operators that were given half precision, each once.</summary>
    public HashSet<string> HalfOperators { get; } = new(StringComparer.Ordinal);

    public void Input(string name, ElementType type, params ReadOnlySpan<long> dims)
    {
        _types[name] = type;
        inner.Input(name, type, dims);
    }

    public void Output(string name, ElementType type) => inner.Output(name, type);

    public void Initializer(string name, ElementType type, ReadOnlySpan<long> shape, ReadOnlyMemory<byte> data)
    {
        _types[name] = type;
        inner.Initializer(type.IsHalf() ? name + " stored" : name, type, shape, data);
        if (type.IsHalf())
            Cast(name + " stored", name, ElementType.Float32);
    }

    public void Node(string op, ReadOnlySpan<string> inputs, ReadOnlySpan<string> outputs, ReadOnlySpan<OrtAttribute> attributes,
        string domain = "")
    {
        var types = new ElementType[inputs.Length];
        for (var i = 0; i < types.Length; i++)
            types[i] = inputs[i].Length == 0 ? ElementType.Undefined : _types[inputs[i]];
        var (output, result) = (outputs[0], ElementRules.Result(op, types, attributes));
        _types[output] = result;
        if (op != "Cast" && types.Any(type => type.IsHalf()))
            HalfOperators.Add(op);
        if (!result.IsHalf())
        {
            inner.Node(op, inputs, outputs, attributes, domain);
            return;
        }
        if (op != "Cast")
            inner.Node(op, inputs, [output + " wide"], attributes, domain);
        Cast(op == "Cast" ? inputs[0] : output + " wide", output + " rounded", result);
        Cast(output + " rounded", output, ElementType.Float32);
    }

    private void Cast(string from, string to, ElementType type) => inner.Node("Cast", [from], [to], [OrtAttribute.Int("to", (long)type)]);
}
