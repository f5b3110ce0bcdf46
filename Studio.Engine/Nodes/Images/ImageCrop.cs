using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes;

[Node("ImageCrop", DisplayName = "Crop Image (DEPRECATED)", Category = "image/transform", Deprecated = true,
    PythonModule = "comfy_extras.nodes_images", SchemaStyle = true, EssentialsCategory = "Image Tools")]
public sealed class ImageCrop : INode<Image>
{
    [Input]
    public required Image Image { get; init; }

    [Input(Min = 1, Max = 16384, Step = 1)]
    public int Width { get; init; } = 512;

    [Input(Min = 1, Max = 16384, Step = 1)]
    public int Height { get; init; } = 512;

    [Input(Min = 0, Max = 16384, Step = 1)]
    public int X { get; init; }

    [Input(Min = 0, Max = 16384, Step = 1)]
    public int Y { get; init; }

    public Image Run(NodeContext context) =>
        new(Planes.CropPixels(Image.Pixels, Math.Min(Y, Image.Height - 1), Math.Min(X, Image.Width - 1), Height, Width));
}
