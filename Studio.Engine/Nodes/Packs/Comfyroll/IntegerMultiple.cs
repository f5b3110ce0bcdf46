using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Comfyroll;

public sealed record IntegerMultipleOutputs(long Int, [Output("show_help")] string ShowHelp);

[Node("CR Integer Multiple", Pack = ComfyrollPack.Name, DisplayName = "⚙️ CR Integer Multiple",
    Category = "🧩 Comfyroll Studio/🛠️ Utils/⚙️ Other", Description = "A whole number times a factor.")]
public sealed class IntegerMultiple : INode<IntegerMultipleOutputs>
{
    [Input(Min = -18446744073709551615.0, Max = 18446744073709551615)]
    public long Integer { get; init; } = 1;

    [Input(Min = 1, Max = 18446744073709551615)]
    public double Multiple { get; init; } = 8;

    public IntegerMultipleOutputs Run(NodeContext context) =>
        new(WholeNumbers.Truncate(Integer * Multiple), Wiki.Page("Other-Nodes#cr-integer-multiple"));
}
