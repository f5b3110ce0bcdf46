using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Comfyroll;

public sealed record TextLengthOutputs(long Int, [Output("show_help")] string ShowHelp);

[Node("CR Text Length", Pack = ComfyrollPack.Name, DisplayName = "🔤 CR Text Length", Category = "🧩 Comfyroll Studio/🛠️ Utils/🔤 Text",
    Description = "How many characters a text has.")]
public sealed class TextLength : INode<TextLengthOutputs>
{
    [Input(ForceInput = true)]
    public string Text { get; init; } = "";

    public TextLengthOutputs Run(NodeContext context) => new(Text.EnumerateRunes().Count(), Wiki.Page("List-Nodes#cr-text-length"));
}
