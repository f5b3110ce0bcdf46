using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Was;

[Node("Text to String", Pack = WasPack.Name, DisplayName = "Text to String", Category = "WAS Suite/Text/Operations",
    Description = "Hands on a text.")]
public sealed class TextToString : INode<string>
{
    [Input(ForceInput = true)]
    public required string Text { get; init; }

    public string Run(NodeContext context) => Text;
}
