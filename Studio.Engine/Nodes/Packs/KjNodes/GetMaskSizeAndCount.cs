using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.KjNodes;

public sealed record GetMaskSizeAndCountOutputs([Output("mask")] Mask Mask, [Output("width")] long Width, [Output("height")] long Height,
    [Output("count")] long Count);

[Node("GetMaskSizeAndCount", Pack = KjNodesPack.Name, DisplayName = "Get Mask Size & Count", Category = "KJNodes/masking",
    Description = "The size of masks, and how many there are.")]
public sealed class GetMaskSizeAndCount : INode<NodeOutput<GetMaskSizeAndCountOutputs>>
{
    [Input]
    public required Mask Mask { get; init; }

    public NodeOutput<GetMaskSizeAndCountOutputs> Run(NodeContext context) =>
        NodeOutput.Plain([Mask, (long)Mask.Values.Size(2), (long)Mask.Values.Size(1), (long)Mask.Values.Size(0)],
            Shown.Ui($"{Mask.Values.Size(0)}x{Mask.Values.Size(2)}x{Mask.Values.Size(1)}"));
}
