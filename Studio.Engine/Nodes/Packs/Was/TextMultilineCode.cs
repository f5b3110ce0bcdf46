using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Was;

[Node("Text Multiline (Code Compatible)", Pack = WasPack.Name, DisplayName = "Text Multiline (Code Compatible)",
    Category = "WAS Suite/Text", Description = "A text of several lines, as it is.")]
public sealed class TextMultilineCode : INode<string>
{
    [Input(Multiline = true)]
    public string Text { get; init; } = "";

    public string Run(NodeContext context) => Text;
}
