using System.Text.Json.Nodes;
using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.Tooling;

[Node("ETN_SaveImageCache", Pack = ToolingPack.Name, DisplayName = "Save Image to Cache", Category = ToolingPack.Category,
    SchemaStyle = true, IsOutput = true, Hidden = ["prompt", "extra_pnginfo"],
    Description = "Keeps each picture in memory for the program that asked, which fetches it by its id. No file is written.")]
public sealed class SaveImageCache(ISentPictures cache) : INode<NodeOutput>, IFingerprint
{
    [Input]
    public required Image Images { get; init; }

    [Input(Choices = [SentPictures.Png, SentPictures.Jpeg])]
    public string Format { get; init; } = SentPictures.Png;

    public NodeOutput Run(NodeContext context)
    {
        var told = new JsonArray();
        foreach (var picture in SentPictures.Of(Images, Format))
            told.Add(new JsonObject
            {
                ["source"] = "http",
                ["id"] = cache.Add(picture),
                ["content-type"] = picture.MimeType,
                ["type"] = "output",
            });
        return NodeOutput.Plain([], new JsonObject { ["images"] = told });
    }

    /// <summary>Kept again each time: what was kept before may have made room since.</summary>
    public string? Fingerprint() => null;
}
