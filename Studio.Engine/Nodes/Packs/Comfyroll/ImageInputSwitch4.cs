using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.Comfyroll;

public sealed record ImageInputSwitch4Outputs([Output("IMAGE", Type = "IMAGE")] object? Image, [Output("show_help")] string ShowHelp);

[Node("CR Image Input Switch (4 way)", Pack = ComfyrollPack.Name, DisplayName = "🔀 CR Image Input Switch (4 way)",
    Category = "🧩 Comfyroll Studio/🛠️ Utils/🔀 Logic", Description = "One of four pictures.")]
public sealed class ImageInputSwitch4 : INode<ImageInputSwitch4Outputs>
{
    [Input(Name = "Input", Min = 1, Max = 4)]
    public int Input { get; init; } = 1;

    [Input(Type = "IMAGE")]
    public object? Image1 { get; init; }

    [Input(Type = "IMAGE")]
    public object? Image2 { get; init; }

    [Input(Type = "IMAGE")]
    public object? Image3 { get; init; }

    [Input(Type = "IMAGE")]
    public object? Image4 { get; init; }

    public ImageInputSwitch4Outputs Run(NodeContext context) =>
        new(Input switch { 1 => Image1, 2 => Image2, 3 => Image3, _ => Image4 }, Wiki.Page("Logic-Nodes#cr-text-input-switch-4-way"));
}
