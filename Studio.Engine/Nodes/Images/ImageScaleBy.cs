using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes;

[Node("ImageScaleBy", DisplayName = "Upscale Image By", Category = "image/upscaling")]
public sealed class ImageScaleBy : INode<Image>
{
    [Input]
    public required Image Image { get; init; }

    [Input(Choices = ["nearest-exact", "bilinear", "area", "bicubic", "lanczos"])]
    public string UpscaleMethod { get; init; } = "nearest-exact";

    [Input(Min = 0.01, Max = 8, Step = 0.01)]
    public double ScaleBy { get; init; } = 1;

    public Image Run(NodeContext context) =>
        new(ImageResize.Resize(Image.Pixels, Latents.Scaled(Image.Width, ScaleBy), Latents.Scaled(Image.Height, ScaleBy), UpscaleMethod));
}
