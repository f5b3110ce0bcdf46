using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes;

/// <summary>Stores batches as PNG files and says where they are. The prompt is inside, unless <paramref name="withPrompt"/> is off.</summary>
public sealed class PictureWriter(IImageStore store, bool withPrompt)
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyz";

    /// <summary>Begins the names of previews; another one in each process, so that old previews are not taken for new ones.</summary>
    public string PreviewPrefix { get; } = "ComfyUI_temp_" + RandomNumberGenerator.GetString(Letters, 5);

    /// <summary>Saves each picture of a batch.</summary>
    /// <param name="compression">0 to 9.</param>
    /// <returns>ComfyUI's ui: {"images":[{"filename","subfolder","type"}]}.</returns>
    public JsonObject Save(Image images, ImageFolder folder, string prefix, int compression, RunRequest run)
    {
        var text = TextOf(run);
        var files = Enumerable.Range(0, images.Count)
            .Select(index => ImageCodec.EncodePng(RgbImage.FromTensor(images.Pixels.Slice(index)), compression, text))
            .ToList();
        var stored = store.Save(folder, prefix, images.Width, images.Height, files);
        return new JsonObject
        {
            ["images"] = new JsonArray([.. stored.Select(JsonNode (image) => new JsonObject
            {
                ["filename"] = image.FileName,
                ["subfolder"] = image.Subfolder,
                ["type"] = image.Folder.ToString().ToLowerInvariant(),
            })]),
        };
    }

    /// <summary>The chunks that ComfyUI and its readers know: "prompt", and "workflow" and whatever else the client sent along.</summary>
    private Dictionary<string, string> TextOf(RunRequest run)
    {
        var text = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!withPrompt)
            return text;
        text["prompt"] = PythonText.Dumps(run.Prompt.Source);
        foreach (var (key, value) in run.ExtraPngInfo ?? [])
            text[key] = PythonText.Dumps(value);
        return text;
    }
}
