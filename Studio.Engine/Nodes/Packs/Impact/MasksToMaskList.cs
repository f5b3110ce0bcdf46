using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.Impact;

public sealed record MasksToMaskListOutputs(IReadOnlyList<Mask> Mask);

[Node("MasksToMaskList", Pack = ImpactPack.Name, DisplayName = "Mask Batch to Mask List", Category = "ImpactPack/Operation",
    Description = "The masks of a batch one by one.")]
public sealed class MasksToMaskList : INode<MasksToMaskListOutputs>
{
    [Input]
    public required Mask Masks { get; init; }

    public MasksToMaskListOutputs Run(NodeContext context) =>
        new([.. Enumerable.Range(0, Masks.Values.Size(0)).Select(i => new Mask(Masks.Values.Slice(i)))]);
}
