using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Impact;

[Node("ImpactBoolean", Pack = ImpactPack.Name, DisplayName = "ImpactBoolean", Category = "ImpactPack/Logic", Description = "A yes or no.")]
public sealed class BooleanNode : INode<bool>
{
    [Input]
    public bool Value { get; init; }

    public bool Run(NodeContext context) => Value;
}
