using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Comfyroll;

public sealed record PromptListOutputs([Output("prompt")] IReadOnlyList<string> Prompt,
    [Output("body_text")] IReadOnlyList<string> BodyText, [Output("show_help")] string ShowHelp);

[Node("CR Prompt List", Pack = ComfyrollPack.Name, DisplayName = "📜 CR Prompt List", Category = "🧩 Comfyroll Studio/✨ Essential/📜 List",
    Description = "The lines of a text as a list of prompts.")]
public sealed class PromptList : INode<PromptListOutputs>
{
    [Input]
    public string PrependText { get; init; } = "";

    [Input(Multiline = true)]
    public string MultilineText { get; init; } = "body_text";

    [Input]
    public string AppendText { get; init; } = "";

    [Input(Min = 0, Max = 9999)]
    public int StartIndex { get; init; }

    [Input(Min = 1, Max = 9999)]
    public int MaxRows { get; init; } = 1000;

    public PromptListOutputs Run(NodeContext context)
    {
        var rows = TextRows.Window(MultilineText, StartIndex, MaxRows);
        return new([.. rows.Select(row => PrependText + row + AppendText)], rows, Wiki.Page("List-Nodes#cr-prompt-list"));
    }
}
