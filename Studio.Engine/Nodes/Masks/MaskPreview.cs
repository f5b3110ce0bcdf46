using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Nodes.Packs;

namespace Studio.Engine.Nodes;

[Node("MaskPreview", DisplayName = "Preview Mask", Category = "image/mask", IsOutput = true, Hidden = ["prompt", "extra_pnginfo"],
    PythonModule = "comfy_extras.nodes_mask", SchemaStyle = true,
    Description = "Shows masks; they are kept in the temporary folder only.")]
public sealed class MaskPreview(PictureWriter pictures) : INode<NodeOutput>
{
    [Input]
    public required Mask Mask { get; init; }

    public NodeOutput Run(NodeContext context)
    {
        var grey = MaskPictures.Of(Mask);
        return NodeOutput.Plain([], pictures.Save(grey, ImageFolder.Temp, pictures.PreviewPrefix, compression: 1, context.Run));
    }
}
