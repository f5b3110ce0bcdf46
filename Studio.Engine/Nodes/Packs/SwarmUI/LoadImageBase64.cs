using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.SwarmUI;

[Node("SwarmLoadImageB64", Pack = SwarmUIPack.Name, DisplayName = "SwarmLoadImageB64", Category = "SwarmUI/images",
    Description = "A picture that stands in the prompt itself, in base64.")]
public sealed class LoadImageBase64 : INode<PictureAndMask>
{
    [Input(Multiline = true)]
    public required string ImageBase64 { get; init; }

    public PictureAndMask Run(NodeContext context) => Base64Pictures.Load(ImageBase64);
}
