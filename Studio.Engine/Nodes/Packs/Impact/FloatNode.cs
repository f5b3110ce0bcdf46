using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Impact;

[Node("ImpactFloat", Pack = ImpactPack.Name, DisplayName = "ImpactFloat", Category = "ImpactPack/Logic", Description = "A number.")]
public sealed class FloatNode : INode<double>
{
    [Input(Min = -3.402823466e+38, Max = 3.402823466e+38)]
    public double Value { get; init; } = 1;

    public double Run(NodeContext context) => Value;
}
