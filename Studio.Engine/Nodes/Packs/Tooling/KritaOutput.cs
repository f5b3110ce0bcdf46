using System.Text.Json.Nodes;
using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.Tooling;

[Node("ETN_KritaOutput", Pack = ToolingPack.Name, DisplayName = "Krita Output", Category = ToolingPack.Krita, SchemaStyle = true,
    IsOutput = true, Hidden = ["prompt", "extra_pnginfo"], Description = "Sends pictures to Krita, and says where they go.")]
public sealed class KritaOutput : INode<NodeOutput>, IFingerprint
{
    [Input]
    public required Image Images { get; init; }

    [Input]
    public int X { get; init; }

    [Input]
    public int Y { get; init; }

    [Input]
    public string Name { get; init; } = "";

    [Input(Choices = ["default", "images", "animation", "layers"])]
    public string BatchMode { get; init; } = "default";

    [Input]
    public bool ResizeCanvas { get; init; }

    public NodeOutput Run(NodeContext context) => NodeOutput.Plain([], new JsonObject
    {
        ["images"] = SentPictures.Send(Images, SentPictures.Png, context),
        ["info"] = new JsonArray(new JsonObject
        {
            ["name"] = Name,
            ["offset_x"] = X,
            ["offset_y"] = Y,
            ["batch_mode"] = BatchMode,
            ["resize_canvas"] = ResizeCanvas,
        }),
    });

    /// <summary>Sent again each time.</summary>
    public string? Fingerprint() => null;
}
