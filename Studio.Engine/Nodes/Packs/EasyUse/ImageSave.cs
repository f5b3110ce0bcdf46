using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.EasyUse;

[Node("easy imageSave", Pack = EasyUsePack.Name, DisplayName = "Save Image (Simple)", Category = "EasyUse/Image", IsOutput = true,
    Hidden = ["prompt", "extra_pnginfo"], Description = "Saves pictures, or only shows them.")]
public sealed class ImageSave(PictureWriter pictures) : INode<NodeOutput>
{
    [Input]
    public required Image Images { get; init; }

    [Input]
    public string FilenamePrefix { get; init; } = "ComfyUI";

    [Input]
    public bool OnlyPreview { get; init; }

    public NodeOutput Run(NodeContext context) =>
        NodeOutput.Plain([], pictures.Save(Images, OnlyPreview ? ImageFolder.Temp : ImageFolder.Output,
            OnlyPreview ? pictures.PreviewPrefix : FilenamePrefix, compression: 4, context.Run));
}
