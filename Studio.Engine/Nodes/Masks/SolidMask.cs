using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes;

[Node("SolidMask", DisplayName = "Create Solid Mask", Category = "image/mask", PythonModule = "comfy_extras.nodes_mask",
    SchemaStyle = true)]
public sealed class SolidMask : INode<Mask>
{
    [Input(Min = 0, Max = 1, Step = 0.01)]
    public double Value { get; init; } = 1;

    [Input(Min = 1, Max = 16384, Step = 1)]
    public int Width { get; init; } = 512;

    [Input(Min = 1, Max = 16384, Step = 1)]
    public int Height { get; init; } = 512;

    public Mask Run(NodeContext context)
    {
        var mask = new Tensor(1, Height, Width);
        mask.Span.Fill((float)Value);
        return new Mask(mask);
    }
}
