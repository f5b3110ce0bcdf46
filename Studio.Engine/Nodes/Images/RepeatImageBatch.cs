using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes;

[Node("RepeatImageBatch", DisplayName = "Repeat Image Batch", Category = "image/batch", PythonModule = "comfy_extras.nodes_images",
    SchemaStyle = true)]
public sealed class RepeatImageBatch : INode<Image>
{
    [Input]
    public required Image Image { get; init; }

    [Input(Min = 1, Max = 4096)]
    public int Amount { get; init; } = 1;

    public Image Run(NodeContext context) => new(Batches.Repeat(Image.Pixels, Amount));
}
