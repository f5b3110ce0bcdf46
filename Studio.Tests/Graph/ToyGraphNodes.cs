using Studio.Engine.Graph;

namespace Studio.Tests.Graph;

/// <summary>Nodes that put graphs in their place, or wait.</summary>
internal static class ToyGraphNodes
{
    public static readonly Type[] All =
    [
        typeof(ToyTwice), typeof(ToyMixed), typeof(ToyTangle), typeof(ToyStray), typeof(ToyInnerOutput), typeof(ToyInnerWait),
        typeof(ToyInnerFault),
        typeof(ToyLinkOf), typeof(ToyAsyncFault), typeof(ToyUntilStopped),
    ];
}

/// <summary>value + value, worked out by other nodes.</summary>
[Node("ToyTwice", Category = "test")]
internal sealed class ToyTwice : INode<NodeOutput<int>>
{
    [Input]
    public required int Value { get; init; }

    public NodeOutput<int> Run(NodeContext context)
    {
        if (Value == 0)
            return 0;
        var graph = context.NewGraph();
        var value = graph.Node("ToyInt").Set("value", Value);
        var sum = graph.Node("ToyAdd", "sum").Set("a", value.Out(0)).Set("b", value.Out(0));
        return NodeOutput.Expand(graph, sum.Out(0));
    }
}

internal sealed record Pair([Output("first")] object? First, [Output("second", Type = "INT,FLOAT")] object? Second);

/// <summary>One output from inside, the other plain.</summary>
[Node("ToyMixed", Category = "test")]
internal sealed class ToyMixed : INode<NodeOutput<Pair>>
{
    [Input(Lazy = true)]
    public int? Unused { get; init; }

    [Input]
    public required string How { get; init; }

    public NodeOutput<Pair> Run(NodeContext context)
    {
        var graph = context.NewGraph();
        var two = graph.Node("ToySplit").Set("count", 2);
        return How switch
        {
            "plain" => new Pair("p", 1),
            "block" => NodeOutput.Block("no way"),
            _ => NodeOutput.Expand(graph, two.Out(0), 7),
        };
    }
}

/// <summary>Expands into two nodes that wait for each other.</summary>
[Node("ToyTangle", Category = "test")]
internal sealed class ToyTangle : INode<NodeOutput<int>>
{
    [Input]
    public int Value { get; init; }

    public NodeOutput<int> Run(NodeContext context)
    {
        var graph = context.NewGraph();
        var a = graph.Node("ToyAdd");
        var b = graph.Node("ToyAdd").Set("a", a.Out(0)).Set("b", Value);
        a.Set("a", b.Out(0)).Set("b", Value);
        return NodeOutput.Expand(graph, a.Out(0));
    }
}

/// <summary>Expands into something that cannot run.</summary>
[Node("ToyStray", Category = "test")]
internal sealed class ToyStray : INode<NodeOutput>, IMoreOutputs
{
    public static IReadOnlyList<OutputSchema> MoreOutputs => [new OutputSchema("INT", "INT", false)];

    [Input]
    public required string How { get; init; }

    public NodeOutput Run(NodeContext context)
    {
        var graph = context.NewGraph();
        switch (How)
        {
            case "class":
                return NodeOutput.Expand(graph, graph.Node("NoSuchNode").Out(0));
            case "node":
                return NodeOutput.Expand(graph, new InputValue.Link("nowhere", 0));
            case "input":
                return NodeOutput.Expand(graph, graph.Node("ToyAdd").Set("a", new InputValue.Link("nowhere", 0)).Set("b", 1).Out(0));
            case "slot":
                return NodeOutput.Expand(graph,
                    graph.Node("ToyAdd").Set("a", graph.Node("ToyInt").Set("value", 1).Out(3)).Set("b", 1).Out(0));
            case "missing":
                return NodeOutput.Expand(graph, graph.Node("PreviewImage").Out(0));
            case "type":
                return NodeOutput.Expand(graph, graph.Node("ToyAdd").Set("a", new object()).Set("b", 1).Out(0));
            default:
                graph.Node("ToyInt", "same");
                graph.Node("ToyInt", "same");
                return NodeOutput.Of();
        }
    }
}

/// <summary>Shows its picture by a node inside, and passes it on.</summary>
[Node("ToyInnerOutput", Category = "test")]
internal sealed class ToyInnerOutput : INode<NodeOutput<ToyPicture>>
{
    [Input]
    public required ToyPicture Image { get; init; }

    public NodeOutput<ToyPicture> Run(NodeContext context)
    {
        var graph = context.NewGraph();
        graph.Node("PreviewImage", "shown").Set("images", Image);
        return NodeOutput.Expand(graph, Image);
    }
}

/// <summary>Waits inside.</summary>
[Node("ToyInnerWait", Category = "test")]
[Waits]
internal sealed class ToyInnerWait : INodeAsync<NodeOutput<int>>
{
    [Input]
    public required int Value { get; init; }

    public async Task<NodeOutput<int>> RunAsync(NodeContext context)
    {
        await Task.Yield();
        var graph = context.NewGraph();
        return NodeOutput.Expand(graph, graph.Node("ToyWait").Set("value", Value).Out(0));
    }
}

/// <summary>Fails two levels down; the inner node is shown as "3".</summary>
[Node("ToyInnerFault", Category = "test")]
internal sealed class ToyInnerFault : INode<NodeOutput<ToyPicture>>
{
    [Input]
    public required ToyPicture Image { get; init; }

    [Input]
    public int Depth { get; init; } = 2;

    public NodeOutput<ToyPicture> Run(NodeContext context)
    {
        var graph = context.NewGraph();
        var inner = Depth == 0
            ? graph.Node("ObsErr").Set("image", Image)
            : graph.Node("ToyInnerFault").Set("image", Image).Set("depth", Depth - 1);
        inner.DisplayId = Depth == 1 ? "3" : null;
        return NodeOutput.Expand(graph, inner.Out(0));
    }
}

/// <summary>Tells where its input comes from, and what stands there.</summary>
[Node("ToyLinkOf", Category = "test", Hidden = ["dynprompt"])]
internal sealed class ToyLinkOf : INode<string>
{
    [Input(Type = "INT")]
    public required InputValue.Link Link { get; init; }

    [Input(RawLink = true)]
    public object? Either { get; init; }

    public string Run(NodeContext context) =>
        $"{Link.NodeId}/{Link.Slot} {context.DynamicPrompt.Find(Link.NodeId)?.ClassType} {(Either is InputValue.Link link ? link.NodeId : Either)}";
}

[Node("ToyAsyncFault", Category = "test")]
internal sealed class ToyAsyncFault : INodeAsync<int>
{
    public async Task<int> RunAsync(NodeContext context)
    {
        await Task.Yield();
        throw new FormatException("async boom");
    }
}

/// <summary>How many nodes have been told to stop.</summary>
[Node("ToyUntilStopped", Category = "test")]
[Waits]
internal sealed class ToyUntilStopped(RunCounter counter) : INodeAsync<int>
{
    public async Task<int> RunAsync(NodeContext context)
    {
        try
        {
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
        }
        finally
        {
            counter.Add();
        }
        return 0;
    }
}
