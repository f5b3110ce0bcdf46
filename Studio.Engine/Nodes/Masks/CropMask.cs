using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes;

[Node("CropMask", DisplayName = "Crop Mask", Category = "image/mask", PythonModule = "comfy_extras.nodes_mask", SchemaStyle = true)]
public sealed class CropMask : INode<Mask>
{
    [Input]
    public required Mask Mask { get; init; }

    [Input(Min = 0, Max = 16384, Step = 1)]
    public int X { get; init; }

    [Input(Min = 0, Max = 16384, Step = 1)]
    public int Y { get; init; }

    [Input(Min = 1, Max = 16384, Step = 1)]
    public int Width { get; init; } = 512;

    [Input(Min = 1, Max = 16384, Step = 1)]
    public int Height { get; init; } = 512;

    public Mask Run(NodeContext context) => new(Planes.Crop(Mask.Values, Y, X, Height, Width));
}
