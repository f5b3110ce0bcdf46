using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes;

[Node("PreviewImage", DisplayName = "Preview Image", Category = "image", IsOutput = true, Hidden = ["prompt", "extra_pnginfo"],
    Description = "Shows pictures; they are kept in the temporary folder only.")]
public sealed class PreviewImage(PictureWriter pictures) : INode<ShownImages>
{
    [Input]
    public required Image Images { get; init; }

    public ShownImages Run(NodeContext context) =>
        new(Images, pictures.Save(Images, ImageFolder.Temp, pictures.PreviewPrefix, compression: 1, context.Run));
}
