using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.KjNodes;

public sealed record BoolConstantOutputs([Output("value")] bool Value);

[Node("BOOLConstant", Pack = KjNodesPack.Name, DisplayName = "BOOL Constant", Category = "KJNodes/constants", Description = "A yes or no.")]
public sealed class BoolConstant : INode<BoolConstantOutputs>
{
    [Input]
    public bool Value { get; init; } = true;

    public BoolConstantOutputs Run(NodeContext context) => new(Value);
}
