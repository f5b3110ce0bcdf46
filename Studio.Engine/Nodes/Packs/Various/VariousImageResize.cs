using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.Various;

[Node("JWImageResize", Pack = VariousPack.Name, DisplayName = "Image Resize", Category = "jamesWalker55",
    Description = "Scales to a size.")]
public sealed class VariousImageResize : INode<Image>
{
    [Input]
    public required Image Image { get; init; }

    [Input(Min = 0, Max = 99999, Step = 1)]
    public int Height { get; init; } = 512;

    [Input(Min = 0, Max = 99999, Step = 1)]
    public int Width { get; init; } = 512;

    [Input(Choices = ["bicubic", "bilinear", "nearest", "nearest exact"])]
    public string InterpolationMode { get; init; } = "bicubic";

    public Image Run(NodeContext context) => new(AntialiasedResize.Pixels(Image.Pixels, (int)Width, (int)Height, InterpolationMode));
}
