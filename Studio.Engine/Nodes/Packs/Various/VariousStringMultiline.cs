using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Various;

[Node("JWStringMultiline", Pack = VariousPack.Name, DisplayName = "String (Multiline)", Category = "jamesWalker55",
    Description = "A text of several lines.")]
public sealed class VariousStringMultiline : INode<string>
{
    [Input(Multiline = true)]
    public string Text { get; init; } = "";

    public string Run(NodeContext context) => Text;
}
