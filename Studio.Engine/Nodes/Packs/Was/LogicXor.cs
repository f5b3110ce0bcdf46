using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Was;

[Node("Logic Comparison XOR", Pack = WasPack.Name, DisplayName = "Logic Comparison XOR", Category = "WAS Suite/Logic",
    Description = "Whether exactly one of two holds.")]
public sealed class LogicXor : INode<bool>
{
    [Input]
    public bool BooleanA { get; init; }

    [Input]
    public bool BooleanB { get; init; }

    public bool Run(NodeContext context) => BooleanA != BooleanB;
}
