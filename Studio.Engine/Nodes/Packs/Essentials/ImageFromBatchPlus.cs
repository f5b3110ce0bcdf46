using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.Essentials;

[Node("ImageFromBatch+", Pack = EssentialsPack.Name, DisplayName = "🔧 Image From Batch", Category = "essentials/image batch",
    Description = "Part of a batch.")]
public sealed class ImageFromBatchPlus : INode<Image>
{
    [Input]
    public required Image Image { get; init; }

    [Input(Min = 0, Step = 1)]
    public long Start { get; init; }

    [Input(Min = -1, Step = 1)]
    public long Length { get; init; } = -1;

    public Image Run(NodeContext context)
    {
        var first = (int)Math.Min(Start, Image.Count - 1);
        return new Image(Image.Pixels.Slice(first, (int)Math.Min(Length < 0 ? Image.Count : Length, Image.Count - first)));
    }
}
