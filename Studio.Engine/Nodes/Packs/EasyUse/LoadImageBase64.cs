using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.EasyUse;

[Node("easy loadImageBase64", Pack = EasyUsePack.Name, DisplayName = "Load Image (Base64)", Category = "EasyUse/Image/LoadImage",
    IsOutput = true, Hidden = ["prompt", "extra_pnginfo"], Description = "A picture that stands in the prompt itself, in base64.")]
public sealed class LoadImageBase64(PictureWriter pictures) : INode<NodeOutput<PictureAndMask>>
{
    [Input]
    public string Base64Data { get; init; } = "";

    [Input(Choices = ["Hide", "Preview", "Save", "Hide/Save"])]
    public string ImageOutput { get; init; } = "Preview";

    [Input]
    public string SavePrefix { get; init; } = "ComfyUI";

    public NodeOutput<PictureAndMask> Run(NodeContext context)
    {
        var loaded = Base64Pictures.Opaque(Base64Data);
        return Base64Pictures.Shown(loaded, ImageOutput, SavePrefix, pictures, context);
    }
}
