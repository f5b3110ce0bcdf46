using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Comfyroll;

public sealed record IndexMultiplyOutputs([Output("index")] long Index, [Output("factor")] long Factor,
    [Output("show_help")] string ShowHelp);

[Node("CR Index Multiply", Pack = ComfyrollPack.Name, DisplayName = "🔢 CR Index Multiply",
    Category = "🧩 Comfyroll Studio/🛠️ Utils/🔢 Index", Description = "A counter times a factor.")]
public sealed class IndexMultiply : INode<IndexMultiplyOutputs>
{
    [Input(Min = 0, Max = 10000, ForceInput = true)]
    public int Index { get; init; } = 1;

    [Input(Min = 0, Max = 10000)]
    public int Factor { get; init; } = 1;

    public IndexMultiplyOutputs Run(NodeContext context) => new(Index * Factor, Factor, Wiki.Page("Index-Nodes#cr-index-multiply"));
}
