using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Comfyroll;

public sealed record IntegerToStringOutputs(string String, [Output("show_help")] string ShowHelp);

[Node("CR Integer To String", Pack = ComfyrollPack.Name, DisplayName = "🔧 CR Integer To String",
    Category = "🧩 Comfyroll Studio/🛠️ Utils/🔧 Conversion", Description = "A whole number as a text.")]
public sealed class IntegerToString : INode<IntegerToStringOutputs>
{
    [Input(Name = "int_", Min = 0, Max = 18446744073709551615, ForceInput = true)]
    public ulong Int { get; init; }

    public IntegerToStringOutputs Run(NodeContext context) => new(ValueText.Of(Int), Wiki.Page("Conversion-Nodes#cr-integer-to-string"));
}
