using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Comfyroll;

public sealed record IndexNodeOutputs(long Int, [Output("show_help")] string ShowHelp);

[Node("CR Index", Pack = ComfyrollPack.Name, DisplayName = "🔢 CR Index", Category = "🧩 Comfyroll Studio/🛠️ Utils/🔢 Index",
    Description = "A counter.")]
public sealed class IndexNode : INode<IndexNodeOutputs>
{
    [Input(Min = 0, Max = 10000)]
    public int Index { get; init; } = 1;

    [Input(Choices = ["Yes", "No"])]
    public string PrintToConsole { get; init; } = "Yes";

    public IndexNodeOutputs Run(NodeContext context) => new(Index, Wiki.Page("Index-Nodes#cr-index"));
}
