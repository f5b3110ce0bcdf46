using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.Impact;

[Node("ImageListToImageBatch", Pack = ImpactPack.Name, DisplayName = "Image List to Image Batch", Category = "ImpactPack/Operation",
    Description = "Pictures one by one as a batch of the first one's size.")]
public sealed class ImageListToImageBatch : INode<Image>
{
    [Input]
    public required IReadOnlyList<Image> Images { get; init; }

    public Image Run(NodeContext context) => new ImageListBatch(Images, "lanczos").Joined;
}
