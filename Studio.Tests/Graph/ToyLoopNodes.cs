using Studio.Engine.Graph;

namespace Studio.Tests.Graph;

/// <summary>Loops made of nothing but expansion: the end puts a copy of everything between itself and the beginning in its place.</summary>
internal static class ToyLoopNodes
{
    public static readonly Type[] All = [typeof(ToyWhileOpen), typeof(ToyWhileClose), typeof(ToyForOpen), typeof(ToyForClose),
        typeof(ToyAbove)];

    /// <summary>How many values a loop carries.</summary>
    public const int Width = 3;

    public static IReadOnlyList<InputSpec> Values(int first, bool isRawLink = false) =>
        [.. Enumerable.Range(first, Width - first)
            .Select(i => new InputSpec($"value{i}", "*", Options: new InputAttribute { RawLink = isRawLink }))];

    public static IReadOnlyList<OutputSchema> Slots(int first) =>
        [.. Enumerable.Range(first, Width - first).Select(i => new OutputSchema($"value{i}", "*", false))];

    /// <summary>The nodes that depend on one and that another depends on, both included.</summary>
    public static HashSet<string> Between(IDynamicPrompt prompt, string first, string last)
    {
        var consumers = new Dictionary<string, HashSet<string>>();
        var open = new Stack<string>([last]);
        while (open.TryPop(out var id))
        {
            foreach (var link in prompt.Find(id)!.Inputs.Values.OfType<InputValue.Link>())
            {
                if (!consumers.TryGetValue(link.NodeId, out var known))
                {
                    consumers[link.NodeId] = known = [];
                    open.Push(link.NodeId);
                }
                known.Add(id);
            }
        }
        var inside = new HashSet<string> { first };
        open.Push(first);
        while (open.TryPop(out var id))
        {
            foreach (var consumer in consumers.GetValueOrDefault(id, []).Where(inside.Add))
                open.Push(consumer);
        }
        return inside;
    }
}

[Node("ToyWhileOpen", Category = "test")]
internal sealed class ToyWhileOpen : INode<NodeOutput>, IMoreInputs, IMoreOutputs
{
    public static IReadOnlyList<InputSpec> MoreInputs => ToyLoopNodes.Values(0);

    public static IReadOnlyList<OutputSchema> MoreOutputs => [new OutputSchema("flow", "FLOW", false), .. ToyLoopNodes.Slots(0)];

    [Input(ForceInput = true)]
    public required bool Condition { get; init; }

    [MoreInputs]
    public required IReadOnlyDictionary<string, object?> More { get; init; }

    public NodeOutput Run(NodeContext context) =>
        NodeOutput.Of(["flow", .. Enumerable.Range(0, ToyLoopNodes.Width).Select(i => More.GetValueOrDefault($"value{i}"))]);
}

[Node("ToyWhileClose", Category = "test", Hidden = ["dynprompt", "unique_id"])]
internal sealed class ToyWhileClose : INode<NodeOutput>, IMoreInputs, IMoreOutputs
{
    public static IReadOnlyList<InputSpec> MoreInputs => ToyLoopNodes.Values(0);

    public static IReadOnlyList<OutputSchema> MoreOutputs => ToyLoopNodes.Slots(0);

    [Input(Type = "FLOW")]
    public required InputValue.Link Flow { get; init; }

    [Input(ForceInput = true)]
    public required bool Condition { get; init; }

    [MoreInputs]
    public required IReadOnlyDictionary<string, object?> More { get; init; }

    public NodeOutput Run(NodeContext context)
    {
        if (!Condition)
            return NodeOutput.Of([.. Enumerable.Range(0, ToyLoopNodes.Width).Select(i => More.GetValueOrDefault($"value{i}"))]);
        var inside = ToyLoopNodes.Between(context.DynamicPrompt, Flow.NodeId, context.Node.Id);
        var graph = context.NewGraph();
        var copies = inside.ToDictionary(id => id,
            id => graph.Node(context.DynamicPrompt.Find(id)!.ClassType, id == context.Node.Id ? "again" : id));
        foreach (var (id, copy) in copies)
        {
            copy.DisplayId = id;
            foreach (var (name, value) in context.DynamicPrompt.Find(id)!.Inputs)
                copy.Set(name,
                    value is InputValue.Link link && copies.TryGetValue(link.NodeId, out var producer) ? producer.Out(link.Slot) : value);
        }
        foreach (var (name, value) in More)
            copies[Flow.NodeId].Set(name, value);
        return NodeOutput.Expand(graph, [.. Enumerable.Range(0, ToyLoopNodes.Width).Select(i => copies[context.Node.Id].Out(i))]);
    }
}

/// <summary>Counts down by a loop of the other kind, put in its place.</summary>
[Node("ToyForOpen", Category = "test")]
internal sealed class ToyForOpen : INode<NodeOutput>, IMoreInputs, IMoreOutputs
{
    public static IReadOnlyList<InputSpec> MoreInputs =>
        [.. ToyLoopNodes.Values(1), new("value0", "*", Options: new InputAttribute { Hidden = true })];

    public static IReadOnlyList<OutputSchema> MoreOutputs =>
        [new OutputSchema("flow", "FLOW", false), new OutputSchema("remaining", "INT", false), .. ToyLoopNodes.Slots(1)];

    [Input(Min = 1)]
    public required int Remaining { get; init; }

    [MoreInputs]
    public required IReadOnlyDictionary<string, object?> More { get; init; }

    public NodeOutput Run(NodeContext context)
    {
        var remaining = More.GetValueOrDefault("value0") ?? Remaining;
        var graph = context.NewGraph();
        var open = graph.Node("ToyWhileOpen").Set("condition", remaining).Set("value0", remaining);
        foreach (var (name, value) in More.Where(pair => pair.Key != "value0"))
            open.Set(name, value);
        return NodeOutput.Expand(graph,
            ["flow", remaining, .. Enumerable.Range(1, ToyLoopNodes.Width - 1).Select(i => More.GetValueOrDefault($"value{i}"))]);
    }
}

[Node("ToyForClose", Category = "test", Hidden = ["dynprompt", "unique_id"])]
internal sealed class ToyForClose : INode<NodeOutput>, IMoreInputs, IMoreOutputs
{
    public static IReadOnlyList<InputSpec> MoreInputs => ToyLoopNodes.Values(1, isRawLink: true);

    public static IReadOnlyList<OutputSchema> MoreOutputs => ToyLoopNodes.Slots(1);

    [Input(Type = "FLOW")]
    public required InputValue.Link Flow { get; init; }

    [MoreInputs]
    public required IReadOnlyDictionary<string, object?> More { get; init; }

    public NodeOutput Run(NodeContext context)
    {
        var graph = context.NewGraph();
        var rest = graph.Node("ToyAdd").Set("a", new InputValue.Link(Flow.NodeId, 1)).Set("b", -1);
        var goOn = graph.Node("ToyAbove").Set("value", rest.Out(0));
        var close = graph.Node("ToyWhileClose").Set("flow", Flow).Set("condition", goOn.Out(0)).Set("value0", rest.Out(0));
        foreach (var (name, value) in More)
            close.Set(name, value);
        return NodeOutput.Expand(graph, [.. Enumerable.Range(1, ToyLoopNodes.Width - 1).Select(i => close.Out(i))]);
    }
}

[Node("ToyAbove", Category = "test")]
internal sealed class ToyAbove : INode<bool>
{
    [Input]
    public required int Value { get; init; }

    [Input]
    public int? Limit { get; init; } = 0;

    public bool Run(NodeContext context) => Value > Limit;
}
