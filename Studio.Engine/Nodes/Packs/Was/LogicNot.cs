using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Was;

[Node("Logic NOT", Pack = WasPack.Name, DisplayName = "Logic NOT", Category = "WAS Suite/Logic", Description = "The opposite.")]
public sealed class LogicNot : INode<bool>
{
    [Input]
    public bool Boolean { get; init; }

    public bool Run(NodeContext context) => !Boolean;
}
