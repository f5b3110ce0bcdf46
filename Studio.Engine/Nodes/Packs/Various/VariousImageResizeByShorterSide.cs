using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.Various;

[Node("JWImageResizeByShorterSide", Pack = VariousPack.Name, DisplayName = "Image Resize by Shorter Side", Category = "jamesWalker55",
    Description = "Scales so that the shorter side has a length.")]
public sealed class VariousImageResizeByShorterSide : INode<Image>
{
    [Input]
    public required Image Image { get; init; }

    [Input(Min = 0, Max = 99999, Step = 1)]
    public int Size { get; init; } = 512;

    [Input(Choices = ["bicubic", "bilinear", "nearest", "nearest exact"])]
    public string InterpolationMode { get; init; } = "bicubic";

    public Image Run(NodeContext context)
    {
        var (shorter, longer) = (Math.Min(Image.Width, Image.Height), Math.Max(Image.Width, Image.Height));
        var other = (int)(Size * (long)longer / (double)shorter);
        var (width, height) = Image.Width < Image.Height ? ((int)Size, other) : (other, (int)Size);
        return new Image(AntialiasedResize.Pixels(Image.Pixels, width, height, InterpolationMode));
    }
}
