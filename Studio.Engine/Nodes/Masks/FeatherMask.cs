using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes;

[Node("FeatherMask", DisplayName = "Feather Mask", Category = "image/mask", PythonModule = "comfy_extras.nodes_mask", SchemaStyle = true)]
public sealed class FeatherMask : INode<Mask>
{
    [Input]
    public required Mask Mask { get; init; }

    [Input(Min = 0, Max = 16384, Step = 1)]
    public int Left { get; init; }

    [Input(Min = 0, Max = 16384, Step = 1)]
    public int Top { get; init; }

    [Input(Min = 0, Max = 16384, Step = 1)]
    public int Right { get; init; }

    [Input(Min = 0, Max = 16384, Step = 1)]
    public int Bottom { get; init; }

    public Mask Run(NodeContext context)
    {
        var mask = Mask.Values.Clone();
        var (height, width) = (mask.Size(1), mask.Size(2));
        var (left, right, top, bottom) = (Math.Min(Left, width), Math.Min(Right, width), Math.Min(Top, height), Math.Min(Bottom, height));
        for (var i = 0; i < mask.Length; i++)
        {
            var (y, x) = (i / width % height, i % width);
            mask.Span[i] *= Feathers.Ramp(x, left) * Feathers.Ramp(width - 1 - x, right) * Feathers.Ramp(y,
                top) * Feathers.Ramp(height - 1 - y, bottom);
        }
        return new Mask(mask);
    }
}
