using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes.Packs.Comfyroll;

public sealed record ColorPanelOutputs([Output("image")] Image Image, [Output("show_help")] string ShowHelp);

[Node("CR Color Panel", Pack = ComfyrollPack.Name, DisplayName = "🌁 CR Color Panel", Category = "🧩 Comfyroll Studio/👾 Graphics/🌁 Layout",
    Description = "A picture of one colour.")]
public sealed class ColorPanel : INode<ColorPanelOutputs>
{
    [Input(Min = 8, Max = 4096)]
    public int PanelWidth { get; init; } = 512;

    [Input(Min = 8, Max = 4096)]
    public int PanelHeight { get; init; } = 512;

    [Input(Choices = ["custom", "white", "black", "red", "green", "blue", "yellow", "cyan", "magenta", "orange", "purple", "pink",
            "brown", "gray", "lightgray", "darkgray", "olive", "lime", "teal", "navy", "maroon", "fuchsia", "aqua", "silver", "gold",
            "turquoise", "lavender", "violet", "coral", "indigo"])]
    public string FillColor { get; init; } = "custom";

    [Input]
    public string? FillColorHex { get; init; } = "#000000";

    public ColorPanelOutputs Run(NodeContext context)
    {
        var pixels = new Tensor(1, PanelHeight, PanelWidth, 3);
        var colour = Colours.Of(FillColor, FillColorHex);
        for (var i = 0; i < pixels.Length; i++)
            pixels.Span[i] = colour[i % 3] / 255f;
        return new(new Image(pixels), Wiki.Page("Layout-Nodes#cr-color-panel"));
    }
}
