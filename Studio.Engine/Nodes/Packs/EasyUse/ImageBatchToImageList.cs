using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.EasyUse;

public sealed record ImageBatchToImageListOutputs(IReadOnlyList<Image> Image);

[Node("easy imageBatchToImageList", Pack = EasyUsePack.Name, DisplayName = "Image Batch To Image List", Category = "EasyUse/Image",
    Description = "The pictures of a batch one by one.")]
public sealed class ImageBatchToImageList : INode<ImageBatchToImageListOutputs>
{
    [Input]
    public required Image Image { get; init; }

    public ImageBatchToImageListOutputs Run(NodeContext context) =>
        new([.. Enumerable.Range(0, Image.Count).Select(i => new Image(Image.Pixels.Slice(i)))]);
}
