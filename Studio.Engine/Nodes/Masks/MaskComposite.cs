using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes;

[Node("MaskComposite", DisplayName = "Combine Masks", Category = "image/mask", PythonModule = "comfy_extras.nodes_mask",
    SchemaStyle = true)]
public sealed class MaskComposite : INode<Mask>
{
    [Input]
    public required Mask Destination { get; init; }

    [Input]
    public required Mask Source { get; init; }

    [Input(Min = 0, Max = 16384, Step = 1)]
    public int X { get; init; }

    [Input(Min = 0, Max = 16384, Step = 1)]
    public int Y { get; init; }

    [Input(Choices = ["multiply", "add", "subtract", "and", "or", "xor"])]
    public string Operation { get; init; } = "multiply";

    public Mask Run(NodeContext context)
    {
        var (to, operation) = (Destination.Values, MaskOperations.Of(Operation));
        var from = Batches.Fit(Source.Values, to.Size(0));
        var result = to.Clone();
        for (var b = 0; b < to.Size(0); b++)
        {
            for (var y = 0; y < Math.Min(from.Size(1), to.Size(1) - Y); y++)
            {
                for (var x = 0; x < Math.Min(from.Size(2), to.Size(2) - X); x++)
                {
                    ref var value = ref result.Span[(((b * to.Size(1)) + Y + y) * to.Size(2)) + X + x];
                    value = operation(value, from.Span[(((b * from.Size(1)) + y) * from.Size(2)) + x]);
                }
            }
        }
        return new Mask(Mixing.Each(result, value => Math.Clamp(value, 0, 1)));
    }
}
