using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Was;

[Node("Logic Comparison OR", Pack = WasPack.Name, DisplayName = "Logic Comparison OR", Category = "WAS Suite/Logic",
    Description = "Whether one of two holds.")]
public sealed class LogicOr : INode<bool>
{
    [Input]
    public bool BooleanA { get; init; }

    [Input]
    public bool BooleanB { get; init; }

    public bool Run(NodeContext context) => BooleanA || BooleanB;
}
