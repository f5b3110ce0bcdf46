using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes;

[Node("ImageScaleToTotalPixels", DisplayName = "Scale Image to Total Pixels", Category = "image/upscaling",
    PythonModule = "comfy_extras.nodes_post_processing", SchemaStyle = true)]
public sealed class ImageScaleToTotalPixels : INode<Image>
{
    [Input]
    public required Image Image { get; init; }

    [Input(Choices = ["nearest-exact", "bilinear", "area", "bicubic", "lanczos"])]
    public string UpscaleMethod { get; init; } = "nearest-exact";

    [Input(Min = 0.01, Max = 16, Step = 0.01)]
    public double Megapixels { get; init; } = 1;

    [Input(Min = 1, Max = 256, Advanced = true)]
    public int ResolutionSteps { get; init; } = 1;

    public Image Run(NodeContext context)
    {
        var scale = Math.Sqrt(Megapixels * 1024 * 1024 / ((double)Image.Width * Image.Height));
        return new Image(ImageResize.Resize(Image.Pixels, Side(Image.Width * scale), Side(Image.Height * scale), UpscaleMethod));
    }

    private int Side(double size) => Math.Max(ResolutionSteps, (int)Math.Round(size / ResolutionSteps) * ResolutionSteps);
}
