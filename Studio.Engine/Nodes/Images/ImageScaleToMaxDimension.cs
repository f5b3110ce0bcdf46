using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes;

[Node("ImageScaleToMaxDimension", DisplayName = "Scale Image to Max Dimension", Category = "image/upscaling",
    PythonModule = "comfy_extras.nodes_images", SchemaStyle = true)]
public sealed class ImageScaleToMaxDimension : INode<Image>
{
    [Input]
    public required Image Image { get; init; }

    [Input(Choices = ["area", "lanczos", "bilinear", "nearest-exact", "bilinear", "bicubic"])]
    public string UpscaleMethod { get; init; } = "area";

    [Input(Min = 0, Max = 16384, Step = 1)]
    public int LargestSize { get; init; } = 512;

    public Image Run(NodeContext context)
    {
        var (width, height) = Image.Height > Image.Width
            ? ((int)Math.Round((double)Image.Width / Image.Height * LargestSize), LargestSize)
            : (LargestSize, (int)Math.Round((double)Image.Height / Image.Width * LargestSize));
        return new Image(ImageResize.Resize(Image.Pixels, Math.Max(1, width), Math.Max(1, height), UpscaleMethod));
    }
}
