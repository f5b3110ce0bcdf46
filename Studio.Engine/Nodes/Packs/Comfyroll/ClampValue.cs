using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Comfyroll;

public sealed record ClampValueOutputs([Output("a")] double A, [Output("show_help")] string ShowHelp);

[Node("CR Clamp Value", Pack = ComfyrollPack.Name, DisplayName = "⚙️ CR Clamp Value", Category = "🧩 Comfyroll Studio/🛠️ Utils/⚙️ Other",
    Description = "A number within limits.")]
public sealed class ClampValue : INode<ClampValueOutputs>
{
    [Input(Min = -18446744073709551615.0, Max = 18446744073709551615)]
    public double A { get; init; } = 1;

    [Input(Min = -18446744073709551615.0, Max = 18446744073709551615)]
    public double RangeMin { get; init; } = 1;

    [Input(Min = -18446744073709551615.0, Max = 18446744073709551615)]
    public double RangeMax { get; init; } = 1;

    public ClampValueOutputs Run(NodeContext context) =>
        new(A > RangeMax ? RangeMax : Math.Max(A, RangeMin), Wiki.Page("Other-Nodes#cr-clamp-value"));
}
