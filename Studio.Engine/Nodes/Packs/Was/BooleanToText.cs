using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Was;

[Node("Boolean To Text", Pack = WasPack.Name, DisplayName = "Boolean To Text", Category = "WAS Suite/Logic",
    Description = "True or False as a text.")]
public sealed class BooleanToText : INode<string>
{
    [Input]
    public bool Boolean { get; init; }

    public string Run(NodeContext context) => Boolean ? "True" : "False";
}
