using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.Impact;

[Node("AddMask", Pack = ImpactPack.Name, DisplayName = "Pixelwise(MASK + MASK)", Category = "ImpactPack/Operation",
    Description = "The sum of two masks.")]
public sealed class AddMask : INode<Mask>
{
    [Input]
    public required Mask Mask1 { get; init; }

    [Input]
    public required Mask Mask2 { get; init; }

    public Mask Run(NodeContext context) => new(MaskSums.Of(Mask1.Values, Mask2.Values, +1));
}
