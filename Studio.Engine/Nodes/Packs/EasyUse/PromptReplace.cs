using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.EasyUse;

public sealed record PromptReplaceOutputs([Output("prompt")] string Prompt);

[Node("easy promptReplace", Pack = EasyUsePack.Name, Category = "EasyUse/Prompt",
    Description = "Replaces three texts in a prompt, one after the other.")]
public sealed class PromptReplace : INode<PromptReplaceOutputs>
{
    [Input(Multiline = true, ForceInput = true)]
    public string Prompt { get; init; } = "";

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

    public PromptReplaceOutputs Run(NodeContext context)
    {
        var text = PythonPatterns.ReplaceAll(Prompt, Find1 ?? "", Replace1 ?? "");
        text = PythonPatterns.ReplaceAll(text, Find2 ?? "", Replace2 ?? "");
        return new(PythonPatterns.ReplaceAll(text, Find3 ?? "", Replace3 ?? ""));
    }
}
