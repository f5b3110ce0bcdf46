using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Models;
using Studio.Engine.Models.Families;

namespace Studio.Engine.Nodes;

[Node("TextEncodeQwenImageEditPlus", DisplayName = "Text Encode Qwen Image Edit Plus", Category = "model/conditioning/qwen image",
    PythonModule = "comfy_extras.nodes_qwen", SchemaStyle = true,
    Description = "Turns a text and up to three pictures into conditioning for Qwen-Image-Edit 2509 and later. The text calls them Picture 1, 2 and 3.")]
public sealed class TextEncodeQwenImageEditPlus(PictureTexts texts, LatentCodec codec, IModelFiles files)
    : INode<Conditioning>, IFingerprint
{
    private const int SeenPixels = 384 * 384;
    private const int ReferencePixels = 1024 * 1024;
    private const int ReferenceMultiple = 8;

    [Input]
    public required ClipModel Clip { get; init; }

    [Input(Multiline = true, DynamicPrompts = true)]
    public required string Prompt { get; init; }

    [Input]
    public VaeModel? Vae { get; init; }

    [Input(Name = "image1")]
    public Image? First { get; init; }

    [Input(Name = "image2")]
    public Image? Second { get; init; }

    [Input(Name = "image3")]
    public Image? Third { get; init; }

    public Conditioning Run(NodeContext context)
    {
        PictureTexts.Require(Clip);
        (Image Image, int Number)[] pictures = [.. new[] { First, Second, Third }
            .Select((image, place) => (Image: image!, Number: place + 1)).Where(picture => picture.Image is not null)];
        var named = string.Concat(pictures.Select(picture => $"Picture {picture.Number}: {QwenImageTexts.Picture}"));
        var seen = pictures.Select(picture => QwenPictures.Sized(picture.Image, SeenPixels, multiple: 1)).ToArray();
        var text = texts.Edit(Clip, named + Prompt, seen, context.Warn, context.CancellationToken);
        return Vae is null ? text : text.WithReferences([.. pictures.Select(picture =>
            codec.Encode(Vae, QwenPictures.Sized(picture.Image, ReferencePixels, ReferenceMultiple), context.CancellationToken))]);
    }

    /// <inheritdoc cref="TextFingerprint"/>
    public string? Fingerprint() => TextFingerprint.Of(files, Prompt);
}
