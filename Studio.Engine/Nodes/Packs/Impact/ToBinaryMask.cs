using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.Impact;

[Node("ToBinaryMask", Pack = ImpactPack.Name, DisplayName = "ToBinaryMask", Category = "ImpactPack/Operation",
    Description = "Marked where a mask is above a threshold.")]
public sealed class ToBinaryMask : INode<Mask>
{
    [Input]
    public required Mask Mask { get; init; }

    [Input(Min = 1, Max = 255)]
    public int Threshold { get; init; } = 20;

    public Mask Run(NodeContext context) => new(Mixing.Each(Mask.Values, value => value > Threshold / 255f ? 1 : 0));
}
