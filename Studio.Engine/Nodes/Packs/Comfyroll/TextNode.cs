using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Comfyroll;

public sealed record TextNodeOutputs([Output("text")] object? Text, [Output("show_help")] string ShowHelp);

[Node("CR Text", Pack = ComfyrollPack.Name, DisplayName = "🔤 CR Text", Category = "🧩 Comfyroll Studio/🛠️ Utils/🔤 Text",
    Description = "A text.")]
public sealed class TextNode : INode<TextNodeOutputs>
{
    [Input(Multiline = true)]
    public string Text { get; init; } = "";

    public TextNodeOutputs Run(NodeContext context) => new(Text, Wiki.Page("Other-Nodes#cr-text"));
}
