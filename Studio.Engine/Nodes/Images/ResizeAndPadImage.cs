using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes;

[Node("ResizeAndPadImage", DisplayName = "Resize And Pad Image", Category = "image/transform", PythonModule = "comfy_extras.nodes_images",
    SchemaStyle = true, Description = "Scales pictures into a size and pads what is left.")]
public sealed class ResizeAndPadImage : INode<Image>
{
    [Input]
    public required Image Image { get; init; }

    [Input(Min = 1, Max = 16384, Step = 1)]
    public int TargetWidth { get; init; } = 512;

    [Input(Min = 1, Max = 16384, Step = 1)]
    public int TargetHeight { get; init; } = 512;

    [Input(Choices = ["white", "black"])]
    public string PaddingColor { get; init; } = "white";

    [Input(Choices = ["area", "bicubic", "nearest-exact", "bilinear", "lanczos"])]
    public string Interpolation { get; init; } = "area";

    public Image Run(NodeContext context)
    {
        var scale = Math.Min((double)TargetWidth / Image.Width, (double)TargetHeight / Image.Height);
        var (width, height) = (Math.Max(1, (int)(Image.Width * scale)), Math.Max(1, (int)(Image.Height * scale)));
        return new Image(Padding.Pixels(ImageResize.Resize(Image.Pixels, width, height, Interpolation), (TargetWidth - width) / 2,
            (TargetHeight - height) / 2, TargetWidth, TargetHeight, PaddingColor == "white" ? 1 : 0));
    }
}
