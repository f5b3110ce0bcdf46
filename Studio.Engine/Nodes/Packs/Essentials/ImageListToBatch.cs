using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.Essentials;

[Node("ImageListToBatch+", Pack = EssentialsPack.Name, DisplayName = "🔧 Image List To Batch", Category = "essentials/image batch",
    Description = "Pictures one by one as a batch of the first one's size.")]
public sealed class ImageListToBatch : INode<Image>
{
    [Input]
    public required IReadOnlyList<Image> Image { get; init; }

    public Image Run(NodeContext context) => new ImageListBatch(Image, "bicubic").Joined;
}
