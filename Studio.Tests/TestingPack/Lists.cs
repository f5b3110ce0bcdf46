using Studio.Engine;
using Studio.Engine.Graph;

namespace TestingPack;

/// <summary>A list that travels as one value. Never changed once made.</summary>
[WireType("ACCUMULATION")]
public sealed record Accumulation(IReadOnlyList<object?> Items);

/// <summary>A rest and the element that was taken off it.</summary>
public sealed record Taken(Accumulation? Rest, object? Element);

[Node("TestMakeListNode", DisplayName = "Make list", Category = "Testing/Lists")]
public sealed class MakeList : INode<IReadOnlyList<object>>, IMoreInputs
{
    public static IReadOnlyList<InputSpec> MoreInputs { get; } = [.. Enumerable.Range(2, 8).Select(n => new InputSpec($"value{n}", "*"))];

    [Input(Name = "value1")]
    public required object First { get; init; }

    [MoreInputs]
    public IReadOnlyDictionary<string, object?> Others { get; init; } = new Dictionary<string, object?>();

    public IReadOnlyList<object> Run(NodeContext context) =>
        [First, .. MoreInputs.Where(input => Others.ContainsKey(input.Name)).Select(input => Others[input.Name]!)];
}

[Node("TestAccumulateNode", DisplayName = "Accumulate", Category = "Testing/Lists")]
public sealed class Accumulate : INode<Accumulation>
{
    [Input]
    public required object ToAdd { get; init; }

    [Input]
    public Accumulation? Accumulation { get; init; }

    public Accumulation Run(NodeContext context) => new([.. Accumulation?.Items ?? [], ToAdd]);
}

[Node("TestAccumulationHeadNode", DisplayName = "Accumulation head", Category = "Testing/Lists")]
public sealed class AccumulationHead : INode<Taken>
{
    [Input]
    public required Accumulation Accumulation { get; init; }

    public Taken Run(NodeContext context) =>
        Accumulation.Items is [var head, ..] ? new(new([.. Accumulation.Items.Skip(1)]), head) : new(Accumulation, null);
}

[Node("TestAccumulationTailNode", DisplayName = "Accumulation tail", Category = "Testing/Lists")]
public sealed class AccumulationTail : INode<Taken>
{
    [Input]
    public required Accumulation Accumulation { get; init; }

    public Taken Run(NodeContext context) =>
        Accumulation.Items is [.., var tail] ? new(new([.. Accumulation.Items.SkipLast(1)]), tail) : new(null, Accumulation);
}

[Node("TestAccumulationToListNode", DisplayName = "Accumulation to list", Category = "Testing/Lists")]
public sealed class AccumulationToList : INode<IReadOnlyList<object>>
{
    [Input]
    public required Accumulation Accumulation { get; init; }

    public IReadOnlyList<object> Run(NodeContext context) => [.. Accumulation.Items.Select(item => item!)];
}

[Node("TestListToAccumulationNode", DisplayName = "List to accumulation", Category = "Testing/Lists")]
public sealed class ListToAccumulation : INode<Accumulation>
{
    [Input]
    public required IReadOnlyList<object> List { get; init; }

    public Accumulation Run(NodeContext context) => new([.. List]);
}

[Node("TestAccumulationGetLengthNode", DisplayName = "Accumulation length", Category = "Testing/Lists")]
public sealed class AccumulationLength : INode<long>
{
    [Input]
    public required Accumulation Accumulation { get; init; }

    public long Run(NodeContext context) => Accumulation.Items.Count;
}

[Node("TestAccumulationGetItemNode", DisplayName = "Accumulation item", Category = "Testing/Lists")]
public sealed class AccumulationItem : INode<NodeOutput<object>>
{
    [Input]
    public required Accumulation Accumulation { get; init; }

    [Input(Step = 1)]
    public int Index { get; init; }

    public NodeOutput<object> Run(NodeContext context) => NodeOutput.Of([Accumulation.Items[Places.Of(Index, Accumulation)]]);
}

[Node("TestAccumulationSetItemNode", DisplayName = "Set accumulation item", Category = "Testing/Lists")]
public sealed class AccumulationSetItem : INode<Accumulation>
{
    [Input]
    public required Accumulation Accumulation { get; init; }

    [Input(Step = 1)]
    public int Index { get; init; }

    [Input]
    public required object Value { get; init; }

    public Accumulation Run(NodeContext context)
    {
        var items = Accumulation.Items.ToArray();
        items[Places.Of(Index, Accumulation)] = Value;
        return new(items);
    }
}

internal static class Places
{
    /// <summary>Negative places count from the end.</summary>
    public static int Of(int index, Accumulation accumulation) => index < 0 ? accumulation.Items.Count + index : index;
}
