using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.Essentials;

[Node("MaskPreview+", Pack = EssentialsPack.Name, DisplayName = "🔧 Mask Preview", Category = "essentials/mask", IsOutput = true,
    Hidden = ["prompt", "extra_pnginfo"], Description = "Shows masks; they are kept in the temporary folder only.")]
public sealed class MaskPreviewPlus(PictureWriter pictures) : INode<ShownImages>
{
    [Input]
    public required Mask Mask { get; init; }

    public ShownImages Run(NodeContext context)
    {
        var grey = MaskPictures.Of(Mask);
        return new ShownImages(grey, pictures.Save(grey, ImageFolder.Temp, pictures.PreviewPrefix, compression: 1, context.Run));
    }
}
