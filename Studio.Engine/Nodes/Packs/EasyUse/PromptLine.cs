using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.EasyUse;

public sealed record PromptLineOutputs(IReadOnlyList<string> String, [Output("COMBO", Type = "COMBO")] IReadOnlyList<object?> Combo);

[Node("easy promptLine", Pack = EasyUsePack.Name, Category = "EasyUse/Prompt", Description = "The lines of a prompt one by one.")]
public sealed class PromptLine : INode<PromptLineOutputs>
{
    [Input(Multiline = true)]
    public string Prompt { get; init; } = "text";

    [Input(Min = 0, Max = 9999)]
    public int StartIndex { get; init; }

    [Input(Min = 1, Max = 9999)]
    public int MaxRows { get; init; } = 1000;

    [Input]
    public bool RemoveEmptyLines { get; init; } = true;

    public PromptLineOutputs Run(NodeContext context)
    {
        var lines = RemoveEmptyLines ? string.Join('\n', Prompt.Split('\n').Where(line => line.Trim().Length > 0)) : Prompt;
        var rows = TextRows.Window(lines, StartIndex, MaxRows);
        return new(rows, [.. rows]);
    }
}
