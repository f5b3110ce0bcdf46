using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.KjNodes;

[Node("ReverseImageBatch", Pack = KjNodesPack.Name, DisplayName = "Reverse Image Batch", Category = "KJNodes/image",
    Description = "A batch from its end.")]
public sealed class ReverseImageBatch : INode<Image>
{
    [Input]
    public required Image Images { get; init; }

    public Image Run(NodeContext context) => new(Turns.Flip(Images.Pixels, 0));
}
