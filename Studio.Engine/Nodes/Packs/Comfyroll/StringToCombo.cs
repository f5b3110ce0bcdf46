using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Comfyroll;

public sealed record StringToComboOutputs([Output("any")] object? Any, [Output("show_help")] string ShowHelp);

[Node("CR String To Combo", Pack = ComfyrollPack.Name, DisplayName = "🔧 CR String To Combo",
    Category = "🧩 Comfyroll Studio/🛠️ Utils/🔧 Conversion", Description = "A text for a list of choices.")]
public sealed class StringToCombo : INode<StringToComboOutputs>
{
    [Input(ForceInput = true)]
    public string Text { get; init; } = "";

    public StringToComboOutputs Run(NodeContext context) =>
        new(Text.Split(',')[0].Trim(), Wiki.Page("Conversion-Nodes#cr-string-to-combo"));
}
