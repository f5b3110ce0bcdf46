using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Comfyroll;

public sealed record CombinePromptOutputs([Output("prompt")] string Prompt, [Output("show_help")] string ShowHelp);

[Node("CR Combine Prompt", Pack = ComfyrollPack.Name, DisplayName = "⚙️ CR Combine Prompt",
    Category = "🧩 Comfyroll Studio/✨ Essential/📦 Core", Description = "Four parts of a prompt as one.")]
public sealed class CombinePrompt : INode<CombinePromptOutputs>
{
    [Input(Multiline = true)]
    public string? Part1 { get; init; } = "";

    [Input(Multiline = true)]
    public string? Part2 { get; init; } = "";

    [Input(Multiline = true)]
    public string? Part3 { get; init; } = "";

    [Input(Multiline = true)]
    public string? Part4 { get; init; } = "";

    [Input]
    public string? Separator { get; init; } = ",";

    public CombinePromptOutputs Run(NodeContext context) =>
        new(string.Join(Separator ?? "", Part1, Part2, Part3, Part4), Wiki.Page("Core-Nodes#cr-prompt-parts"));
}
