using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes;

[Node("ImageFromBatch", DisplayName = "Get Image from Batch", Category = "image/batch", PythonModule = "comfy_extras.nodes_images",
    SchemaStyle = true)]
public sealed class ImageFromBatch : INode<Image>
{
    [Input]
    public required Image Image { get; init; }

    [Input(Min = -16384, Max = 16384)]
    public int BatchIndex { get; init; }

    [Input(Min = 1, Max = 4096)]
    public int Length { get; init; } = 1;

    public Image Run(NodeContext context)
    {
        var (start, length) = Batches.Part(Image.Count, BatchIndex, Length);
        return new Image(Image.Pixels.Slice(start, length));
    }
}
