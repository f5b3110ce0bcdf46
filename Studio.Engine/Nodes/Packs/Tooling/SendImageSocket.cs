using System.Text.Json.Nodes;
using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.Tooling;

[Node("ETN_SendImageWebSocket", Pack = ToolingPack.Name, DisplayName = "Send Image (WebSocket)", Category = ToolingPack.Category,
    SchemaStyle = true, IsOutput = true, Hidden = ["prompt", "extra_pnginfo"],
    Description = "Sends each picture to the client's socket. No file is written.")]
public sealed class SendImageSocket : INode<NodeOutput>, IFingerprint
{
    [Input]
    public required Image Images { get; init; }

    [Input(Choices = [SentPictures.Png, SentPictures.Jpeg])]
    public string Format { get; init; } = SentPictures.Png;

    public NodeOutput Run(NodeContext context) =>
        NodeOutput.Plain([], new JsonObject { ["images"] = SentPictures.Send(Images, Format, context) });

    /// <summary>Sent again each time.</summary>
    public string? Fingerprint() => null;
}
