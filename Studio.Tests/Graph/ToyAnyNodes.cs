using System.Text.Json.Nodes;
using Studio.Engine.Graph;

namespace Studio.Tests.Graph;

/// <summary>Nodes that stop what follows, or take any inputs.</summary>
internal static class ToyAnyNodes
{
    public static readonly Type[] All =
    [
        typeof(ToyBlock), typeof(ToyBlockList), typeof(ToyBlockAll), typeof(ToyVariadic), typeof(ToyVariadicList), typeof(ToyShow),
        typeof(ToyShowList),
        typeof(ToyUnion), typeof(ToyOnce),
    ];
}

[Node("ToyBlock", Category = "test")]
internal sealed class ToyBlock : INode<object?>
{
    [Input]
    public object? Value { get; init; }

    [Input]
    public required bool Block { get; init; }

    [Input]
    public string? Message { get; init; }

    public object? Run(NodeContext context) => Block ? new ExecutionBlocker(Message) : Value;
}

/// <summary>Pictures 0 … n-1, of which one is blocked.</summary>
[Node("ToyBlockList", Category = "test")]
internal sealed class ToyBlockList : INode<NodeOutput<IReadOnlyList<ToyPicture>>>
{
    [Input]
    public required int Count { get; init; }

    [Input]
    public required int Blocked { get; init; }

    public NodeOutput<IReadOnlyList<ToyPicture>> Run(NodeContext context) =>
        NodeOutput.Of(
            [Enumerable.Range(0, Count).Select(object (i) => i == Blocked ? new ExecutionBlocker() : new ToyPicture(i)).ToList()]);
}

[Node("ToyBlockAll", Category = "test")]
internal sealed class ToyBlockAll : INode<NodeOutput<Pair>>
{
    public NodeOutput<Pair> Run(NodeContext context) => NodeOutput.Block();
}

/// <summary>The sum of all that it is given, declared or not.</summary>
[Node("ToyVariadic", Category = "test")]
internal sealed class ToyVariadic : INode<int>, IMoreInputs
{
    public static IReadOnlyList<InputSpec> MoreInputs { get; } =
    [
        new("value2", "INT", Options: new InputAttribute { Min = 0, Max = 50 }, Default: 3),
        new("value3", "INT", Options: new InputAttribute { Hidden = true }),
    ];

    [Input]
    public required int Value1 { get; init; }

    [MoreInputs]
    public IReadOnlyDictionary<string, object?> More { get; init; } = new Dictionary<string, object?>();

    public int Run(NodeContext context) =>
        Value1 + More.Values.Sum(value => Convert.ToInt32(value, System.Globalization.CultureInfo.InvariantCulture));
}

/// <summary>Names and sizes of the lists that it is given, undeclared literals too.</summary>
[Node("ToyVariadicList", Category = "test", IsOutput = true)]
internal sealed class ToyVariadicList : INode<ShownValues>
{
    [MoreInputs(TakesLiterals = true)]
    public required IReadOnlyDictionary<string, IReadOnlyList<object?>> More { get; init; }

    public ShownValues Run(NodeContext context) =>
        new(new JsonObject { ["vals"] = new JsonArray([.. More.Select(pair => (JsonNode)$"{pair.Key}:{pair.Value.Count}")]) });
}

/// <summary>Shows anything.</summary>
[Node("ToyShow", Category = "test", IsOutput = true)]
internal sealed class ToyShow : INode<ShownValues>
{
    [Input]
    public required object? Value { get; init; }

    public ShownValues Run(NodeContext context) => new(new JsonObject { ["vals"] = new JsonArray(Text(Value)) });

    public static string Text(object? value) => value switch
    {
        null => "null",
        ToyPicture picture => $"picture {picture.Value}",
        _ => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!,
    };
}

/// <summary>Shows a list of anything as a whole.</summary>
[Node("ToyShowList", Category = "test", IsOutput = true)]
internal sealed class ToyShowList : INode<ShownValues>
{
    [Input]
    public required IReadOnlyList<object?> Values { get; init; }

    public ShownValues Run(NodeContext context) =>
        new(new JsonObject { ["vals"] = new JsonArray([.. Values.Select(value => (JsonNode)ToyShow.Text(value))]) });
}

[Node("ToyUnion", Category = "test")]
internal sealed class ToyUnion : INode<object?>
{
    [Input(Type = "IMAGE,FLOAT")]
    public required object? Value { get; init; }

    public object? Run(NodeContext context) => Value;
}

/// <summary>Two of them are never one.</summary>
[Node("ToyOnce", Category = "test", NotIdempotent = true)]
internal sealed class ToyOnce(RunCounter counter) : INode<int>
{
    public int Run(NodeContext context)
    {
        counter.Add();
        return counter.Count;
    }
}
