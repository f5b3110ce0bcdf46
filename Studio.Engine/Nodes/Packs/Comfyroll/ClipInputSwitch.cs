using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Comfyroll;

public sealed record ClipInputSwitchOutputs([Output("CLIP", Type = "CLIP")] object? Clip, [Output("show_help")] string ShowHelp);

[Node("CR Clip Input Switch", Pack = ComfyrollPack.Name, DisplayName = "🔀 CR Clip Input Switch",
    Category = "🧩 Comfyroll Studio/🛠️ Utils/🔀 Logic", Description = "One of two text encoders.")]
public sealed class ClipInputSwitch : INode<ClipInputSwitchOutputs>
{
    [Input(Name = "Input", Min = 1, Max = 2)]
    public int Input { get; init; } = 1;

    [Input(Type = "CLIP")]
    public object? Clip1 { get; init; }

    [Input(Type = "CLIP")]
    public object? Clip2 { get; init; }

    public ClipInputSwitchOutputs Run(NodeContext context) =>
        new(Input == 1 ? Clip1 : Clip2, Wiki.Page("Logic-Nodes#cr-clip-input-switch"));
}
