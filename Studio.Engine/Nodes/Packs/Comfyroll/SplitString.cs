using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Comfyroll;

public sealed record SplitStringOutputs([Output("string_1")] object? String1, [Output("string_2")] object? String2,
    [Output("string_3")] object? String3, [Output("string_4")] object? String4, [Output("show_help")] string ShowHelp);

[Node("CR Split String", Pack = ComfyrollPack.Name, DisplayName = "🔤 CR Split String", Category = "🧩 Comfyroll Studio/🛠️ Utils/🔤 Text",
    Description = "The first four parts of a text.")]
public sealed class SplitString : INode<SplitStringOutputs>
{
    [Input]
    public string Text { get; init; } = "text";

    [Input]
    public string? Delimiter { get; init; } = ",";

    public SplitStringOutputs Run(NodeContext context)
    {
        if (Delimiter is not { Length: > 0 } delimiter)
            throw new EngineException(EngineError.BadPrompt, "The delimiter is empty. Give the text at which to split.");
        var parts = Text.Split(delimiter).Select(part => part.Trim()).Concat(["", "", "", ""]).ToList();
        return new(parts[0], parts[1], parts[2], parts[3], Wiki.Page("Other-Nodes#cr-split-string"));
    }
}
