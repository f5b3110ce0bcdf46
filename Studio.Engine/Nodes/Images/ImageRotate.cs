using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes;

[Node("ImageRotate", DisplayName = "Rotate Image", Category = "image/transform", PythonModule = "comfy_extras.nodes_images",
    SchemaStyle = true, EssentialsCategory = "Image Tools")]
public sealed class ImageRotate : INode<Image>
{
    [Input]
    public required Image Image { get; init; }

    [Input(Choices = ["none", "90 degrees", "180 degrees", "270 degrees"])]
    public string Rotation { get; init; } = "none";

    public Image Run(NodeContext context) => new(Turns.Rotate(Image.Pixels, 1, Turns.Quarters(Rotation)));
}
