using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.KjNodes;

[Node("RoundMask", Pack = KjNodesPack.Name, DisplayName = "Round Mask", Category = "KJNodes/masking",
    Description = "Masks of 0 and 1 only.")]
public sealed class RoundMask : INode<Mask>
{
    [Input]
    public required Mask Mask { get; init; }

    public Mask Run(NodeContext context) => new(Mixing.Each(Mask.Values, MathF.Round));
}
