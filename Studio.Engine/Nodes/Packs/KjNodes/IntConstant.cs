using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.KjNodes;

public sealed record IntConstantOutputs([Output("value")] long Value);

[Node("INTConstant", Pack = KjNodesPack.Name, DisplayName = "INT Constant", Category = "KJNodes/constants",
    Description = "A whole number.")]
public sealed class IntConstant : INode<IntConstantOutputs>
{
    [Input(Min = -18446744073709551615.0, Max = 18446744073709551615)]
    public long Value { get; init; }

    public IntConstantOutputs Run(NodeContext context) => new(Value);
}
