using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Comfyroll;

public sealed record IndexResetOutputs([Output("index")] long Index, [Output("reset_to")] long ResetTo,
    [Output("show_help")] string ShowHelp);

[Node("CR Index Reset", Pack = ComfyrollPack.Name, DisplayName = "🔢 CR Index Reset", Category = "🧩 Comfyroll Studio/🛠️ Utils/🔢 Index",
    Description = "A counter set anew.")]
public sealed class IndexReset : INode<IndexResetOutputs>
{
    [Input(Min = 0, Max = 10000, ForceInput = true)]
    public int Index { get; init; } = 1;

    [Input(Min = 0, Max = 10000)]
    public int ResetTo { get; init; } = 1;

    public IndexResetOutputs Run(NodeContext context) => new(ResetTo, ResetTo, Wiki.Page("Index-Nodes#cr-index-reset"));
}
