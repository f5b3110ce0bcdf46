using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Comfyroll;

public sealed record TextConcatenateOutputs([Output("STRING")] object? String, [Output("show_help")] string ShowHelp);

[Node("CR Text Concatenate", Pack = ComfyrollPack.Name, DisplayName = "🔤 CR Text Concatenate",
    Category = "🧩 Comfyroll Studio/🛠️ Utils/🔤 Text", Description = "Two texts as one.")]
public sealed class TextConcatenate : INode<NodeOutput<TextConcatenateOutputs>>
{
    [Input(ForceInput = true)]
    public string? Text1 { get; init; } = "";

    [Input(ForceInput = true)]
    public string? Text2 { get; init; } = "";

    [Input]
    public string? Separator { get; init; } = "";

    public NodeOutput<TextConcatenateOutputs> Run(NodeContext context) => NodeOutput.Of((Text1 ?? "") + (Separator ?? "") + (Text2 ?? ""));
}
