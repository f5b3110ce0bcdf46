using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.Various;

[Node("JWImageResizeToSquare", Pack = VariousPack.Name, DisplayName = "Image Resize to Square", Category = "jamesWalker55",
    Description = "Scales to a square.")]
public sealed class VariousImageResizeToSquare : INode<Image>
{
    [Input]
    public required Image Image { get; init; }

    [Input(Min = 0, Max = 99999, Step = 1)]
    public int Size { get; init; } = 512;

    [Input(Choices = ["bicubic", "bilinear", "nearest", "nearest exact"])]
    public string InterpolationMode { get; init; } = "bicubic";

    public Image Run(NodeContext context) => new(AntialiasedResize.Pixels(Image.Pixels, (int)Size, (int)Size, InterpolationMode));
}
