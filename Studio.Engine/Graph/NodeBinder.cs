using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Studio.Engine.Imaging;
using Studio.Engine.Python;

namespace Studio.Engine.Graph;

/// <summary>Makes a ready node: services into the constructor, literals and upstream values into the properties.</summary>
public sealed class NodeBinder(IServiceProvider services)
{
    /// <summary>The same for one check or run: nodes that take files or pictures get those that it was handed.</summary>
    internal NodeBinder For(RunFiles files) => new(new RunServices(services, files));

    /// <summary>A node with its literals only; linked inputs keep their initial values.</summary>
    internal INode BindLiterals(NodeSchema schema, PromptNode node)
    {
        var literals = new Dictionary<string, IReadOnlyList<object?>>(StringComparer.Ordinal);
        foreach (var (name, value) in node.Inputs)
        {
            if (value is not InputValue.Link && schema.InputsByName.TryGetValue(name, out var input))
                literals[name] = [Chosen(input, PlainValues.Of(value))];
        }
        return Set(Create(schema), schema, literals);
    }

    /// <summary>A node with all its values: a list input takes the whole list, any other the only element.</summary>
    /// <param name="warn">Told, in a sentence, of each value that is not quite the one that was given.</param>
    /// <exception cref="EngineException">A value is missing or of the wrong kind (BadPrompt).</exception>
    internal INode Bind(NodeSchema schema, IReadOnlyDictionary<string, IReadOnlyList<object?>> values, Action<string>? warn = null)
    {
        var complete = new Dictionary<string, IReadOnlyList<object?>>(values, StringComparer.Ordinal);
        foreach (var input in schema.Inputs)
        {
            if (values.TryGetValue(input.Name, out var given))
                complete[input.Name] = [.. given.Select(value => Chosen(input, value, warn))];
            else if (input.IsRequired && (input.Owner is null || (input.Default is not null && IsChosen(input, complete))))
                complete[input.Name] = [DefaultOf(input, warn)];
        }
        return Set(Create(schema), schema, complete);
    }

    /// <summary>Whether the combo that an input belongs to has one of the values with which it counts.</summary>
    private static bool IsChosen(InputSchema input, Dictionary<string, IReadOnlyList<object?>> values) =>
        values.GetValueOrDefault(input.Owner!) is [string chosen, ..] && input.When!.Contains(chosen);

    private static object? DefaultOf(InputSchema input, Action<string>? warn)
    {
        // Prompts are validated, what an expansion makes is not.
        if (input.Default is not { } initial)
            throw new EngineException(EngineError.BadPrompt, $"Required input is missing: {input.Name}");
        warn?.Invoke($"The input {input.Name} is missing, as in a workflow that is older than it; {PythonText.Repr(initial)} is used.");
        return PlainValues.Of(initial);
    }

    /// <summary>The choice that a value stands for.</summary>
    private static object? Chosen(InputSchema input, object? value, Action<string>? warn = null)
    {
        if (value is not string text || input.Type != WireTypes.Combo || input.ChoiceFor(text) is not { } choice || choice == text)
            return value;
        if (choice.Replace('\\', '/') != text.Replace('\\', '/'))
            warn?.Invoke($"{input.Name}: there is no '{text}' here; '{choice}' is taken for it.");
        return choice;
    }

    private INode Create(NodeSchema schema) => (INode)ActivatorUtilities.CreateInstance(services, schema.NodeType);

    private static INode Set(INode node, NodeSchema schema, IReadOnlyDictionary<string, IReadOnlyList<object?>> values)
    {
        var more = new Dictionary<string, IReadOnlyList<object?>>(StringComparer.Ordinal);
        foreach (var (name, list) in values)
        {
            if (schema.InputsByName.GetValueOrDefault(name) is not { } input)
                more[name] = list;
            else if (input.Property is null)
                more[name] = [.. list.Select(value => Convert(input, value))];
            else
                Set(node, input, list);
        }
        schema.MoreInputs?.Set(node, more);
        return node;
    }

    private static void Set(INode node, InputSchema input, IReadOnlyList<object?> values)
    {
        if (input.IsList)
        {
            var list = Array.CreateInstance(input.ValueType, values.Count);
            for (var i = 0; i < values.Count; i++)
                list.SetValue(Convert(input, values[i]), i);
            input.Property!.SetValue(node, list);
            return;
        }
        var value = Convert(input, values[0]);
        if (value is null && !input.IsNullable)
            throw new EngineException(EngineError.BadPrompt,
                $"The input {input.Name} is invalid: None. If it comes from a loader, the file has no {input.Type} inside; take it from another file.");
        if (value is not null || input.IsLazy)
            input.Property!.SetValue(node, value);
    }

    private static object? Convert(InputSchema input, object? value)
    {
        if (value is AbsentValue absent)
            return input.IsNullable ? null : throw new EngineException(EngineError.BadPrompt, absent.Reason);
        if (value is null || input.ValueType.IsInstanceOfType(value))
            return value is BigInteger any && input.ValueType == typeof(object)
                ? input.Type == WireTypes.Float ? (double)any : Narrow(any)
                : value;
        try
        {
            return value switch
            {
                BigInteger number => System.Convert.ChangeType(Narrow(number), input.ValueType, CultureInfo.InvariantCulture),
                IConvertible number when input.Type is WireTypes.Int or WireTypes.Float or WireTypes.Boolean && value is not string =>
                    System.Convert.ChangeType(number, input.ValueType, CultureInfo.InvariantCulture),
                JsonArray chosen when input.MultiSelect => chosen.Select(choice => choice!.GetValue<string>()).ToList(),
                _ => throw new InvalidCastException(),
            };
        }
        catch (Exception exception) when (exception is InvalidCastException or OverflowException)
        {
            throw new EngineException(EngineError.BadPrompt, $"The input {input.Name} takes {input.Type}, which this value is not.",
                exception);
        }
    }

    private static IConvertible Narrow(BigInteger number)
    {
        if (number >= long.MinValue && number <= long.MaxValue)
            return (long)number;
        return number >= 0 && number <= ulong.MaxValue ? (ulong)number : (IConvertible)(double)number;
    }
}
