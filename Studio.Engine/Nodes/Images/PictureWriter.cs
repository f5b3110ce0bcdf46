using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Models;
using Studio.Engine.Python;

namespace Studio.Engine.Nodes;

/// <summary>
/// How an animation is made: pictures per second, without loss or in a quality from 0 to 100, and 0 to 6 for how hard to compress.
/// </summary>
public sealed record WebpAnimation(double FramesPerSecond, bool Lossless, int Quality, int Effort);

/// <summary>
/// Stores results as files of the run's user and says where they are. The prompt is inside, unless <paramref name="withPrompt"/> is off.
/// </summary>
public sealed class PictureWriter(bool withPrompt)
{
    private static readonly Dictionary<string, string> NoTexts = [];

    private const string Letters = "abcdefghijklmnopqrstuvwxyz";

    /// <summary>Begins the names of previews; another one in each process, so that old previews are not taken for new ones.</summary>
    public string PreviewPrefix { get; } = "ComfyUI_temp_" + RandomNumberGenerator.GetString(Letters, 5);

    /// <summary>Saves each picture of a batch as PNG.</summary>
    /// <param name="compression">0 to 9.</param>
    /// <returns>ComfyUI's ui: {"images":[{"filename","subfolder","type"}]}.</returns>
    public JsonObject Save(Image images, ImageFolder folder, string prefix, int compression, RunRequest run)
    {
        var text = TextOf(run);
        foreach (var (key, value) in text.Count > 0 ? run.Texts ?? NoTexts : NoTexts)
            text.TryAdd(key, value);
        var files = Enumerable.Range(0, images.Count)
            .Select(index => ImageCodec.EncodePng(RgbImage.FromTensor(images.Pixels.Slice(index)), compression, text))
            .ToList();
        return new JsonObject { ["images"] = Told(run.Files.Pictures.Save(folder, prefix, images.Width, images.Height, files)) };
    }

    /// <summary>Saves a batch as one file.</summary>
    /// <returns>{"images":[...],"animated":[true]}.</returns>
    public JsonObject SaveAnimation(Image images, string prefix, WebpAnimation animation, RunRequest run)
    {
        var frames = RgbImage.FromTensor(images.Pixels);
        var file = ImageCodec.EncodeAnimatedWebp(
            frames, animation.FramesPerSecond, animation.Quality, animation.Lossless, animation.Effort, TextOf(run));
        return new JsonObject
        {
            ["images"] = Told(run.Files.Pictures.Save(ImageFolder.Output, prefix, images.Width, images.Height, [file])),
            ["animated"] = new JsonArray(true),
        };
    }

    /// <summary>Saves latents as they are.</summary>
    /// <returns>{"latents":[...]}.</returns>
    public JsonObject SaveLatent(Latent latent, string prefix, RunRequest run)
    {
        var file = new EncodedImage(LatentFile.Write(latent, TextOf(run)), LatentFile.MimeType);
        return new JsonObject { ["latents"] = Told(run.Files.Pictures.Save(ImageFolder.Output, prefix, 0, 0, [file])) };
    }

    /// <summary>Saves a model file, which may be larger than the memory.</summary>
    public void SaveCheckpoint(CheckpointFile file, string prefix, NodeContext context) => context.Run.Files.Pictures.SaveLarge(
        ImageFolder.Output, prefix, ".safetensors",
        stream => file.Write(stream, TextOf(context.Run), context.Progress, context.CancellationToken));

    private static JsonArray Told(IReadOnlyList<StoredImage> stored) => new([.. stored.Select(JsonNode (image) => new JsonObject
    {
        ["filename"] = image.FileName,
        ["subfolder"] = image.Subfolder,
        ["type"] = image.Folder.ToString().ToLowerInvariant(),
    })]);

    /// <summary>The chunks that ComfyUI and its readers know: "prompt", and "workflow" and whatever else the client sent along.</summary>
    private Dictionary<string, string> TextOf(RunRequest run)
    {
        var text = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!withPrompt || !run.WithMetadata)
            return text;
        text["prompt"] = PythonText.Dumps(run.Prompt.Source);
        foreach (var (key, value) in run.ExtraPngInfo ?? [])
            text[key] = PythonText.Dumps(value);
        return text;
    }
}
