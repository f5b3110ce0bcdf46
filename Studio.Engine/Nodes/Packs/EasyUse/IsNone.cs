using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.EasyUse;

public sealed record IsNoneOutputs([Output("boolean")] bool Boolean);

[Node("easy isNone", Pack = EasyUsePack.Name, Category = "EasyUse/Logic", Description = "Whether nothing is linked.")]
public sealed class IsNone : INode<IsNoneOutputs>
{
    [Input]
    public required object? Any { get; init; }

    public IsNoneOutputs Run(NodeContext context) => new(!Studio.Engine.Nodes.Expressions.ExpressionValues.IsTrue(Any));
}
