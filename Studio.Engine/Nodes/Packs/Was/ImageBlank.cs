using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes.Packs.Was;

[Node("Image Blank", Pack = WasPack.Name, DisplayName = "Image Blank", Category = "WAS Suite/Image",
    Description = "A picture of one colour; sides are cut to multiples of 8.")]
public sealed class ImageBlank : INode<Image>
{
    [Input(Min = 8, Max = 4096, Step = 1)]
    public int Width { get; init; } = 512;

    [Input(Min = 8, Max = 4096, Step = 1)]
    public int Height { get; init; } = 512;

    [Input(Min = 0, Max = 255, Step = 1)]
    public int Red { get; init; } = 255;

    [Input(Min = 0, Max = 255, Step = 1)]
    public int Green { get; init; } = 255;

    [Input(Min = 0, Max = 255, Step = 1)]
    public int Blue { get; init; } = 255;

    public Image Run(NodeContext context)
    {
        var pixels = new Tensor(1, (int)(Height / 8 * 8), (int)(Width / 8 * 8), 3);
        var colour = new[] { Red / 255f, Green / 255f, Blue / 255f };
        for (var i = 0; i < pixels.Length; i++)
            pixels.Span[i] = colour[i % 3];
        return new Image(pixels);
    }
}
