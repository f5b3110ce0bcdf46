using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;

namespace Studio.Engine.Graph;

/// <summary>Makes a ready node: services into the constructor, literals and upstream values into the properties.</summary>
public sealed class NodeBinder(IServiceProvider services)
{
    /// <summary>A node with its literals only; linked inputs keep their initial values.</summary>
    internal INode BindLiterals(NodeSchema schema, PromptNode node)
    {
        var bound = Create(schema);
        foreach (var input in schema.Inputs)
        {
            if (node.Inputs.GetValueOrDefault(input.Name) is InputValue.Literal literal)
                Set(bound, input, [FromJson(literal.Value)]);
        }
        return bound;
    }

    /// <summary>A node with all its values: a list input takes the whole list, any other the only element.</summary>
    /// <exception cref="EngineException">A value is missing or of the wrong kind (BadPrompt).</exception>
    internal INode Bind(NodeSchema schema, IReadOnlyDictionary<string, IReadOnlyList<object?>> values)
    {
        var bound = Create(schema);
        foreach (var (name, value) in values)
            Set(bound, schema.InputsByName[name], value);
        return bound;
    }

    /// <summary>A JSON literal as the plain value it stands for: string, bool, BigInteger or double. Objects and lists stay JSON.</summary>
    internal static object? FromJson(JsonNode? literal) => literal?.GetValueKind() switch
    {
        null => null,
        JsonValueKind.String => literal.GetValue<string>(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => PythonText.IsInteger(literal) ? PythonNumbers.Int(literal) : PythonNumbers.Float(literal),
        _ => literal,
    };

    private INode Create(NodeSchema schema) => (INode)ActivatorUtilities.CreateInstance(services, schema.NodeType);

    private static void Set(INode node, InputSchema input, IReadOnlyList<object?> values)
    {
        if (input.IsList)
        {
            var list = Array.CreateInstance(input.ValueType, values.Count);
            for (var i = 0; i < values.Count; i++)
                list.SetValue(Convert(input, values[i]), i);
            input.Property.SetValue(node, list);
            return;
        }
        var value = Convert(input, values[0]);
        if (value is null && input.IsRequired)
            throw new EngineException(EngineError.BadPrompt, $"The input {input.Name} is invalid: None. If it comes from a loader, the file has no {input.Type} inside; take it from another file.");
        if (value is not null)
            input.Property.SetValue(node, value);
    }

    private static object? Convert(InputSchema input, object? value)
    {
        if (value is null || input.ValueType.IsInstanceOfType(value))
            return value is BigInteger any && input.ValueType == typeof(object) ? Narrow(any) : value;
        try
        {
            return value switch
            {
                BigInteger number => System.Convert.ChangeType(Narrow(number), input.ValueType, CultureInfo.InvariantCulture),
                IConvertible number when input.Type is WireTypes.Int or WireTypes.Float && value is not string =>
                    System.Convert.ChangeType(number, input.ValueType, CultureInfo.InvariantCulture),
                _ => throw new InvalidCastException(),
            };
        }
        catch (Exception exception) when (exception is InvalidCastException or OverflowException)
        {
            throw new EngineException(EngineError.BadPrompt, $"The input {input.Name} takes {input.Type}, which this value is not.", exception);
        }
    }

    private static IConvertible Narrow(BigInteger number)
    {
        if (number >= long.MinValue && number <= long.MaxValue)
            return (long)number;
        return number >= 0 && number <= ulong.MaxValue ? (ulong)number : (IConvertible)(double)number;
    }
}
