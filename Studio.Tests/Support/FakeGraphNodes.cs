using Studio.Engine.Graph;

namespace Studio.Tests.Support;

/// <summary>Nodes that choose, expand and block, named as in the recordings of ComfyUI.</summary>
internal static class FakeGraphNodes
{
    public static readonly Type[] All = [typeof(FakeMixedExpansion), typeof(FakeLazyMix), typeof(FakeBlocker), typeof(FakeLoop),
        typeof(FakeInnerFault)];
}

/// <summary>A mixture of two pictures, made inside.</summary>
[Node("TestMixedExpansionReturns", Category = "test")]
internal sealed class FakeMixedExpansion : INode<NodeOutput<FakePicture>>
{
    [Input]
    public required double Input1 { get; init; }

    public NodeOutput<FakePicture> Run(NodeContext context)
    {
        var graph = context.NewGraph();
        var mask = graph.Node("StubImage").Set("content", "WHITE").Set("height", 8).Set("width", 8).Set("batch_size", 2);
        var white = graph.Node("StubImage").Set("content", "WHITE").Set("height", 8).Set("width", 8).Set("batch_size", 1);
        var black = graph.Node("StubImage").Set("content", "BLACK").Set("height", 8).Set("width", 8).Set("batch_size", 1);
        var mix = graph.Node("TestLazyMixImages").Set("mask", mask.Out(0)).Set("image1", white.Out(0)).Set("image2", black.Out(0));
        return NodeOutput.Expand(graph, mix.Out(0));
    }
}

[Node("TestLazyMixImages", Category = "test")]
internal sealed class FakeLazyMix : INode<FakePicture>, ILazyInputs
{
    [Input]
    public required FakePicture Mask { get; init; }

    [Input(Name = "image1", Lazy = true)]
    public required FakePicture? First { get; init; }

    [Input(Name = "image2", Lazy = true)]
    public required FakePicture? Second { get; init; }

    public IEnumerable<string> NeededInputs() => ["image1", "image2"];

    public FakePicture Run(NodeContext context) => First! with { Grey = (byte)((First.Grey + Second!.Grey) / 2) };
}

[Node("TestExecutionBlocker", Category = "test")]
internal sealed class FakeBlocker : INode<object?>
{
    [Input]
    public required object? Input { get; init; }

    public object? Run(NodeContext context) => new ExecutionBlocker("Blocked Execution");
}

/// <summary>Expands into itself, so many times.</summary>
[Node("Loop", Category = "test")]
internal sealed class FakeLoop : INode<NodeOutput<FakePicture>>
{
    [Input]
    public required FakePicture Image { get; init; }

    [Input]
    public required int Times { get; init; }

    public NodeOutput<FakePicture> Run(NodeContext context)
    {
        if (Times == 0)
            return Image;
        var graph = context.NewGraph();
        graph.Node("PreviewImage", "shown").Set("images", Image);
        return NodeOutput.Expand(graph, graph.Node("Loop", "again").Set("image", Image).Set("times", Times - 1).Out(0));
    }
}

[Node("InnerFault", Category = "test")]
internal sealed class FakeInnerFault : INode<NodeOutput<FakePicture>>
{
    [Input]
    public required FakePicture Image { get; init; }

    public NodeOutput<FakePicture> Run(NodeContext context)
    {
        var graph = context.NewGraph();
        return NodeOutput.Expand(graph, graph.Node("ObsErr").Set("image", Image).Out(0));
    }
}
