using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes.Packs.SwarmUI;

[Node("SwarmSquareMaskFromPercent", Pack = SwarmUIPack.Name, DisplayName = "SwarmSquareMaskFromPercent", Category = "SwarmUI/masks",
    Description = "A rectangle as a mask.")]
public sealed class SquareMaskFromPercent : INode<Mask>
{
    [Input(Min = 0, Max = 1, Step = 0.01)]
    public double X { get; init; }

    [Input(Min = 0, Max = 1, Step = 0.01)]
    public double Y { get; init; }

    [Input(Min = 0, Max = 1, Step = 0.01)]
    public double Width { get; init; } = 0.5;

    [Input(Min = 0, Max = 1, Step = 0.01)]
    public double Height { get; init; } = 0.5;

    [Input(Min = 0, Max = 1, Step = 0.01)]
    public double Strength { get; init; } = 1;

    private const int Side = 256;

    public Mask Run(NodeContext context)
    {
        var mask = new Tensor(1, Side, Side);
        var (left, top) = ((int)(X * Side), (int)(Y * Side));
        var (right, bottom) = (Math.Min(left + (int)(Width * Side), Side), Math.Min(top + (int)(Height * Side), Side));
        for (var y = top; y < bottom; y++)
            mask.Span[((y * Side) + left)..((y * Side) + Math.Max(left, right))].Fill((float)Strength);
        return new Mask(mask);
    }
}
