using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Comfyroll;

public sealed record TextInputSwitch4Outputs(string? String, [Output("show_help")] string ShowHelp);

[Node("CR Text Input Switch (4 way)", Pack = ComfyrollPack.Name, DisplayName = "🔀 CR Text Input Switch (4 way)",
    Category = "🧩 Comfyroll Studio/🛠️ Utils/🔀 Logic", Description = "One of four texts.")]
public sealed class TextInputSwitch4 : INode<TextInputSwitch4Outputs>
{
    [Input(Name = "Input", Min = 1, Max = 4)]
    public int Input { get; init; } = 1;

    [Input(ForceInput = true)]
    public string? Text1 { get; init; }

    [Input(ForceInput = true)]
    public string? Text2 { get; init; }

    [Input(ForceInput = true)]
    public string? Text3 { get; init; }

    [Input(ForceInput = true)]
    public string? Text4 { get; init; }

    public TextInputSwitch4Outputs Run(NodeContext context) =>
        new(Input switch { 1 => Text1, 2 => Text2, 3 => Text3, _ => Text4 }, Wiki.Page("Logic-Nodes#cr-text-input-switch-4-way"));
}
