using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Comfyroll;

public sealed record FloatToStringOutputs(string String, [Output("show_help")] string ShowHelp);

[Node("CR Float To String", Pack = ComfyrollPack.Name, DisplayName = "🔧 CR Float To String",
    Category = "🧩 Comfyroll Studio/🛠️ Utils/🔧 Conversion", Description = "A number as a text.")]
public sealed class FloatToString : INode<FloatToStringOutputs>
{
    [Input(Name = "float_", Min = 0, Max = 1000000, ForceInput = true)]
    public double Float { get; init; }

    public FloatToStringOutputs Run(NodeContext context) => new(ValueText.Of(Float), Wiki.Page("Conversion-Nodes#cr-float-to-string"));
}
