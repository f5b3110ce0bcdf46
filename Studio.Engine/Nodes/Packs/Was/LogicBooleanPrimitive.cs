using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Was;

[Node("Logic Boolean Primitive", Pack = WasPack.Name, DisplayName = "Logic Boolean Primitive", Category = "WAS Suite/Logic",
    Description = "A yes or no.")]
public sealed class LogicBooleanPrimitive : INode<bool>
{
    [Input]
    public bool Boolean { get; init; }

    public bool Run(NodeContext context) => Boolean;
}
