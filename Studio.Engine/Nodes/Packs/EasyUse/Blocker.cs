using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.EasyUse;

public sealed record BlockerOutputs([Output("out")] object? Out);

[Node("easy blocker", Pack = EasyUsePack.Name, Category = "EasyUse/Logic", Description = "Hands a value on, or stops what follows.")]
public sealed class Blocker : INode<NodeOutput<BlockerOutputs>>
{
    [Input]
    public bool Continue { get; init; }

    [Input]
    public required object? In { get; init; }

    public NodeOutput<BlockerOutputs> Run(NodeContext context) => Continue ? new BlockerOutputs(In) : NodeOutput.Block();
}
