using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.EasyUse;

public sealed record FloatNodeOutputs([Output("float")] double Float);

[Node("easy float", Pack = EasyUsePack.Name, Category = "EasyUse/Logic/Type", Description = "A number.")]
public sealed class FloatNode : INode<FloatNodeOutputs>
{
    [Input(Min = -18446744073709551615.0, Max = 18446744073709551615, Step = 0.01)]
    public double Value { get; init; }

    public FloatNodeOutputs Run(NodeContext context) => new(Value);
}
