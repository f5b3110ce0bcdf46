using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Impact;

[Node("ImpactInt", Pack = ImpactPack.Name, DisplayName = "ImpactInt", Category = "ImpactPack/Logic", Description = "A whole number.")]
public sealed class IntNode : INode<long>
{
    [Input(Min = 0, Max = 9223372036854775807, Step = 1)]
    public long Value { get; init; }

    public long Run(NodeContext context) => Value;
}
