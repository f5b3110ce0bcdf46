using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.EasyUse;

public sealed record PromptConcatOutputs([Output("prompt")] string Prompt);

[Node("easy promptConcat", Pack = EasyUsePack.Name, Category = "EasyUse/Prompt", Description = "Two prompts as one.")]
public sealed class PromptConcat : INode<PromptConcatOutputs>
{
    [Input(ForceInput = true)]
    public string? Prompt1 { get; init; } = "";

    [Input(ForceInput = true)]
    public string? Prompt2 { get; init; } = "";

    [Input]
    public string? Separator { get; init; } = "";

    public PromptConcatOutputs Run(NodeContext context) => new((Prompt1 ?? "") + (Separator ?? "") + (Prompt2 ?? ""));
}
