using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.Various;

[Node("JWImageResizeByFactor", Pack = VariousPack.Name, DisplayName = "Image Resize by Factor", Category = "jamesWalker55",
    Description = "Scales by a factor.")]
public sealed class VariousImageResizeByFactor : INode<Image>
{
    [Input]
    public required Image Image { get; init; }

    [Input(Min = 0, Max = 99999, Step = 0.01)]
    public double Factor { get; init; } = 1;

    [Input(Choices = ["bicubic", "bilinear", "nearest", "nearest exact"])]
    public string InterpolationMode { get; init; } = "bicubic";

    public Image Run(NodeContext context) =>
        new(AntialiasedResize.Pixels(Image.Pixels, (int)Math.Round(Image.Width * Factor), (int)Math.Round(Image.Height * Factor),
            InterpolationMode));
}
