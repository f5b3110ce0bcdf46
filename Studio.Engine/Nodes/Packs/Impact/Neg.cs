using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Impact;

[Node("ImpactNeg", Pack = ImpactPack.Name, DisplayName = "ImpactNeg", Category = "ImpactPack/Logic", Description = "The opposite.")]
public sealed class Neg : INode<bool>
{
    [Input(ForceInput = true)]
    public required bool Value { get; init; }

    public bool Run(NodeContext context) => !Value;
}
