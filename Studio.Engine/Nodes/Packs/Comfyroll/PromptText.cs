using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Comfyroll;

public sealed record PromptTextOutputs([Output("prompt")] string Prompt, [Output("show_help")] string ShowHelp);

[Node("CR Prompt Text", Pack = ComfyrollPack.Name, DisplayName = "⚙️ CR Prompt Text", Category = "🧩 Comfyroll Studio/✨ Essential/📦 Core",
    Description = "A prompt.")]
public sealed class PromptText : INode<PromptTextOutputs>
{
    [Input(Multiline = true)]
    public string Prompt { get; init; } = "prompt";

    public PromptTextOutputs Run(NodeContext context) => new(Prompt, Wiki.Page("Core-Nodes#cr-prompt-text"));
}
