using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes;

[Node("GrowMask", DisplayName = "Grow Mask", Category = "image/mask", PythonModule = "comfy_extras.nodes_mask", SchemaStyle = true)]
public sealed class GrowMask : INode<Mask>
{
    [Input]
    public required Mask Mask { get; init; }

    [Input(Min = -16384, Max = 16384, Step = 1)]
    public int Expand { get; init; }

    [Input(Advanced = true)]
    public bool TaperedCorners { get; init; } = true;

    public Mask Run(NodeContext context) => new(Morphology.Grow(Mask.Values, Expand, TaperedCorners, context.CancellationToken));
}
