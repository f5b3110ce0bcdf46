using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.KjNodes;

public sealed record FloatConstantOutputs([Output("value")] double Value);

[Node("FloatConstant", Pack = KjNodesPack.Name, DisplayName = "Float Constant", Category = "KJNodes/constants", Description = "A number.")]
public sealed class FloatConstant : INode<FloatConstantOutputs>
{
    [Input(Min = -18446744073709551615.0, Max = 18446744073709551615, Step = 1e-05)]
    public double Value { get; init; }

    public FloatConstantOutputs Run(NodeContext context) => new(Value);
}
