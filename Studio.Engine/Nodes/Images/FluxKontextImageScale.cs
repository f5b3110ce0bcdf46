using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes;

[Node("FluxKontextImageScale", Category = "model/conditioning/flux", PythonModule = "comfy_extras.nodes_flux", SchemaStyle = true,
    Description = "Scales a picture to the size of about a megapixel that is nearest to its shape, cutting off what sticks out.")]
public sealed class FluxKontextImageScale : INode<Image>
{
    private static readonly (int Width, int Height)[] Sizes =
    [
        (672, 1568), (688, 1504), (720, 1456), (752, 1392), (800, 1328), (832, 1248), (880, 1184), (944, 1104), (1024, 1024),
        (1104, 944), (1184, 880), (1248, 832), (1328, 800), (1392, 752), (1456, 720), (1504, 688), (1568, 672),
    ];

    [Input]
    public required Image Image { get; init; }

    public Image Run(NodeContext context)
    {
        var shape = (double)Image.Width / Image.Height;
        var (width, height) = Sizes.MinBy(size => Math.Abs(shape - (double)size.Width / size.Height));
        return new Image(ImageResize.Resize(Image.Pixels, width, height, "lanczos", cropCentre: true));
    }
}
