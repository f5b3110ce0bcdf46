using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes;

[Node("ThresholdMask", DisplayName = "Threshold Mask", Category = "image/mask", PythonModule = "comfy_extras.nodes_mask",
    SchemaStyle = true)]
public sealed class ThresholdMask : INode<Mask>
{
    [Input]
    public required Mask Mask { get; init; }

    [Input(Min = 0, Max = 1, Step = 0.01)]
    public double Value { get; init; } = 0.5;

    public Mask Run(NodeContext context)
    {
        var limit = (float)Value; // masks hold floats: 0.1 there is a little more than 0.1 in double, and would be above itself
        return new Mask(Mixing.Each(Mask.Values, value => value > limit ? 1 : 0));
    }
}
