using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Comfyroll;

public sealed record FloatToIntegerOutputs(long Int, [Output("show_help")] string ShowHelp);

[Node("CR Float To Integer", Pack = ComfyrollPack.Name, DisplayName = "🔧 CR Float To Integer",
    Category = "🧩 Comfyroll Studio/🛠️ Utils/🔧 Conversion", Description = "A number without its fraction.")]
public sealed class FloatToInteger : INode<FloatToIntegerOutputs>
{
    [Input(Name = "_float", ForceInput = true)]
    public double Float { get; init; }

    public FloatToIntegerOutputs Run(NodeContext context) =>
        new(WholeNumbers.Truncate(Float), Wiki.Page("Conversion-Nodes#cr-float-to-integer"));
}
