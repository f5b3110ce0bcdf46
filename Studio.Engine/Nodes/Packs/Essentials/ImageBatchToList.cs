using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.Essentials;

public sealed record ImageBatchToListOutputs(IReadOnlyList<Image> Image);

[Node("ImageBatchToList+", Pack = EssentialsPack.Name, DisplayName = "🔧 Image Batch To List", Category = "essentials/image batch",
    Description = "The pictures of a batch one by one.")]
public sealed class ImageBatchToList : INode<ImageBatchToListOutputs>
{
    [Input]
    public required Image Image { get; init; }

    public ImageBatchToListOutputs Run(NodeContext context) =>
        new([.. Enumerable.Range(0, Image.Count).Select(i => new Image(Image.Pixels.Slice(i)))]);
}
