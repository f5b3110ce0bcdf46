using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.EasyUse;

[Node("easy imageListToImageBatch", Pack = EasyUsePack.Name, DisplayName = "Image List To Image Batch", Category = "EasyUse/Image",
    Description = "Pictures one by one as a batch of the first one's size.")]
public sealed class ImageListToImageBatch : INode<Image>
{
    [Input]
    public required IReadOnlyList<Image> Images { get; init; }

    public Image Run(NodeContext context) => new ImageListBatch(Images, "lanczos").Joined;
}
