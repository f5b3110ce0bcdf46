using System.Text;
using Studio.Engine;
using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Workflows;
using Studio.Web.Gallery;
using Studio.Web.Gallery.Dialects;
using Studio.Web.Languages;

namespace Studio.Web.Components.Importing;

/// <summary>A file that was dropped or pasted, and what it says of how a picture was made.</summary>
/// <param name="Size">Pixels; null for a workflow file.</param>
/// <param name="Program">Who wrote the settings down.</param>
public sealed record DroppedFile(string Name, byte[] Bytes, ImageInfo? Size, string? Program, PictureSettings? Settings)
{
    private const int PreviewSide = 256;

    /// <summary>A small WebP as an address; null for a workflow file.</summary>
    public string? Preview { get; private init; }

    /// <param name="texts">What a refusal is said in, and what stands for a program.</param>
    /// <exception cref="EngineException">It is neither a picture nor a workflow; the message says so.</exception>
    public static DroppedFile Read(string name, byte[] bytes, NodeCatalog nodes, DateTimeOffset now, Texts texts)
    {
        if (ImageFormats.Detect(bytes) is null)
            return OfJson(name, bytes, nodes, now, texts);
        var size = ImageCodec.Probe(bytes, name);
        var read = PictureDialects.Read(bytes);
        var small = ImageCodec.Thumbnail(bytes, PreviewSide, name: name);
        return new(name, bytes, size, read?.Program, read?.Settings)
        {
            Preview = $"data:{small.MimeType};base64,{Convert.ToBase64String(small.Bytes)}",
        };
    }

    private static DroppedFile OfJson(string name, byte[] bytes, NodeCatalog nodes, DateTimeOffset now, Texts texts)
    {
        var text = bytes.Length <= PictureDialects.LongestText ? Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF') : null;
        if (JsonFields.Object(text) is not { } json)
            throw new EngineException(EngineError.BadFile,
                texts[$"{name} is not a picture that can be read (PNG, JPEG, WebP, AVIF, GIF, TIFF), and no workflow file either."]);
        var prompt = SubmittedPrompt.Read(json, nodes, now).Prompt;
        var fields = new Dictionary<string, string> { ["prompt"] = prompt?.Source.ToJsonString() ?? "" };
        var settings = PictureDialects.Read(fields);
        return new(name, bytes, null, settings is null ? null : texts["a workflow file"], settings?.Settings);
    }
}
