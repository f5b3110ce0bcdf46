using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes;

[Node("GetImageSize", DisplayName = "Get Image Size", Category = "image", Hidden = ["unique_id"], SchemaStyle = true,
    PythonModule = "comfy_extras.nodes_images")]
public sealed class GetImageSize : INode<ImageSize>
{
    [Input]
    public required Image Image { get; init; }

    public ImageSize Run(NodeContext context) => new(Image.Width, Image.Height, Image.Count);
}
