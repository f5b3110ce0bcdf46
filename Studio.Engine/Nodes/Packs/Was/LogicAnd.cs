using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Was;

[Node("Logic Comparison AND", Pack = WasPack.Name, DisplayName = "Logic Comparison AND", Category = "WAS Suite/Logic",
    Description = "Whether both hold.")]
public sealed class LogicAnd : INode<bool>
{
    [Input]
    public bool BooleanA { get; init; }

    [Input]
    public bool BooleanB { get; init; }

    public bool Run(NodeContext context) => BooleanA && BooleanB;
}
