using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes;

[Node("ImageScale", DisplayName = "Upscale Image", Category = "image/upscaling")]
public sealed class ImageScale : INode<Image>
{
    [Input]
    public required Image Image { get; init; }

    [Input(Choices = ["nearest-exact", "bilinear", "area", "bicubic", "lanczos"])]
    public string UpscaleMethod { get; init; } = "nearest-exact";

    [Input(Min = 0, Max = 16384, Step = 1)]
    public int Width { get; init; } = 512;

    [Input(Min = 0, Max = 16384, Step = 1)]
    public int Height { get; init; } = 512;

    [Input(Choices = ["disabled", "center"])]
    public string Crop { get; init; } = "disabled";

    public Image Run(NodeContext context) => new(ImageResize.Resize(Image.Pixels, Width, Height, UpscaleMethod, Crop == "center"));
}
