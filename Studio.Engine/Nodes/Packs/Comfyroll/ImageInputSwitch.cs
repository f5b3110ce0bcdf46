using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.Comfyroll;

public sealed record ImageInputSwitchOutputs([Output("IMAGE", Type = "IMAGE")] object? Image, [Output("show_help")] string ShowHelp);

[Node("CR Image Input Switch", Pack = ComfyrollPack.Name, DisplayName = "🔀 CR Image Input Switch",
    Category = "🧩 Comfyroll Studio/🛠️ Utils/🔀 Logic", Description = "One of two pictures.")]
public sealed class ImageInputSwitch : INode<ImageInputSwitchOutputs>
{
    [Input(Name = "Input", Min = 1, Max = 2)]
    public int Input { get; init; } = 1;

    [Input(Type = "IMAGE")]
    public object? Image1 { get; init; }

    [Input(Type = "IMAGE")]
    public object? Image2 { get; init; }

    public ImageInputSwitchOutputs Run(NodeContext context) =>
        new(Input == 1 ? Image1 : Image2, Wiki.Page("Logic-Nodes#cr-image-input-switch"));
}
