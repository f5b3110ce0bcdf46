using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Comfyroll;

public sealed record TextReplaceOutputs([Output("STRING")] object? String, [Output("show_help")] string ShowHelp);

[Node("CR Text Replace", Pack = ComfyrollPack.Name, DisplayName = "🔤 CR Text Replace", Category = "🧩 Comfyroll Studio/🛠️ Utils/🔤 Text",
    Description = "Replaces three texts in one, one after the other.")]
public sealed class TextReplace : INode<TextReplaceOutputs>
{
    [Input(Multiline = true, ForceInput = true)]
    public string Text { get; init; } = "";

    [Input]
    public string? Find1 { get; init; } = "";

    [Input]
    public string? Replace1 { get; init; } = "";

    [Input]
    public string? Find2 { get; init; } = "";

    [Input]
    public string? Replace2 { get; init; } = "";

    [Input]
    public string? Find3 { get; init; } = "";

    [Input]
    public string? Replace3 { get; init; } = "";

    public TextReplaceOutputs Run(NodeContext context)
    {
        var text = PythonPatterns.ReplaceAll(Text, Find1 ?? "", Replace1 ?? "");
        text = PythonPatterns.ReplaceAll(text, Find2 ?? "", Replace2 ?? "");
        return new(PythonPatterns.ReplaceAll(text, Find3 ?? "", Replace3 ?? ""), Wiki.Page("List-Nodes#cr-text-replace"));
    }
}
