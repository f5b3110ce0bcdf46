using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Comfyroll;

public sealed record TextInputSwitchOutputs(string? String, [Output("show_help")] string ShowHelp);

[Node("CR Text Input Switch", Pack = ComfyrollPack.Name, DisplayName = "🔀 CR Text Input Switch",
    Category = "🧩 Comfyroll Studio/🛠️ Utils/🔀 Logic", Description = "One of two texts.")]
public sealed class TextInputSwitch : INode<TextInputSwitchOutputs>
{
    [Input(Name = "Input", Min = 1, Max = 2)]
    public int Input { get; init; } = 1;

    [Input(ForceInput = true)]
    public string? Text1 { get; init; }

    [Input(ForceInput = true)]
    public string? Text2 { get; init; }

    public TextInputSwitchOutputs Run(NodeContext context) =>
        new(Input == 1 ? Text1 : Text2, Wiki.Page("Logic-Nodes#cr-text-input-switch"));
}
