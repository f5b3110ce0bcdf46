using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes;

[Node("InvertMask", DisplayName = "Invert Mask", Category = "image/mask", PythonModule = "comfy_extras.nodes_mask", SchemaStyle = true)]
public sealed class InvertMask : INode<Mask>
{
    [Input]
    public required Mask Mask { get; init; }

    public Mask Run(NodeContext context) => new(Mixing.Each(Mask.Values, value => 1 - value));
}
