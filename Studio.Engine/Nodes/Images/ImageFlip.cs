using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes;

[Node("ImageFlip", DisplayName = "Flip Image", Category = "image/transform", PythonModule = "comfy_extras.nodes_images",
    SchemaStyle = true)]
public sealed class ImageFlip : INode<Image>
{
    [Input]
    public required Image Image { get; init; }

    [Input(Choices = ["x-axis: vertically", "y-axis: horizontally"])]
    public string FlipMethod { get; init; } = "x-axis: vertically";

    public Image Run(NodeContext context) => new(Turns.Flip(Image.Pixels, FlipMethod.StartsWith('x') ? 1 : 2));
}
