using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.Tooling;

public sealed record LoadImageBase64Outputs([Output("image")] Image Image, [Output("mask")] Mask? Mask);

[Node("ETN_LoadImageBase64", Pack = ToolingPack.Name, DisplayName = "Load Image (Base64)", Category = "external_tooling",
    Description = "A picture that stands in the prompt itself, in base64; a mask only where it has alpha.")]
public sealed class LoadImageBase64 : INode<LoadImageBase64Outputs>
{
    [Input]
    public required string Image { get; init; }

    public LoadImageBase64Outputs Run(NodeContext context)
    {
        var (image, mask) = Base64Pictures.WithAlpha(Image);
        return new(image, mask);
    }
}
