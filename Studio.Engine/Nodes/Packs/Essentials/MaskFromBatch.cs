using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.Essentials;

[Node("MaskFromBatch+", Pack = EssentialsPack.Name, DisplayName = "🔧 Mask From Batch", Category = "essentials/mask batch",
    Description = "Part of a batch of masks.")]
public sealed class MaskFromBatch : INode<Mask>
{
    [Input]
    public required Mask Mask { get; init; }

    [Input(Min = 0, Step = 1)]
    public long Start { get; init; }

    [Input(Min = 1, Step = 1)]
    public long Length { get; init; } = 1;

    public Mask Run(NodeContext context)
    {
        var count = Mask.Values.Size(0);
        var first = (int)Math.Min(Start, count - 1);
        return new Mask(Mask.Values.Slice(first, (int)Math.Min(Length < 0 ? count : Length, count - first)));
    }
}
