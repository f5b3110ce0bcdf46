using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.Tooling;

public sealed record LoadMaskBase64Outputs([Output("mask")] Mask Mask);

[Node("ETN_LoadMaskBase64", Pack = ToolingPack.Name, DisplayName = "Load Mask (Base64)", Category = "external_tooling",
    Description = "A mask that stands in the prompt itself, a picture in base64.")]
public sealed class LoadMaskBase64 : INode<LoadMaskBase64Outputs>
{
    [Input]
    public required string Mask { get; init; }

    public LoadMaskBase64Outputs Run(NodeContext context) => new(Base64Pictures.FirstChannel(Mask));
}
