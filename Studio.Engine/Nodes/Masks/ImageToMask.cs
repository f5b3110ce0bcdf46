using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes;

[Node("ImageToMask", DisplayName = "Convert Image to Mask", Category = "image/mask", PythonModule = "comfy_extras.nodes_mask",
    SchemaStyle = true)]
public sealed class ImageToMask : INode<Mask>
{
    [Input]
    public required Image Image { get; init; }

    [Input(Choices = ["red", "green", "blue", "alpha"])]
    public string Channel { get; init; } = "red";

    public Mask Run(NodeContext context) => new(ColourChannels.Of(Image.Pixels, ColourChannels.Index(Channel)));
}
