using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Models;
using Studio.Engine.Models.Families;

namespace Studio.Engine.Nodes;

[Node("TextEncodeQwenImageEdit", DisplayName = "Text Encode Qwen Image Edit", Category = "model/conditioning/qwen image",
    PythonModule = "comfy_extras.nodes_qwen", SchemaStyle = true,
    Description = "Turns a text and a picture to change into conditioning for the first Qwen-Image-Edit.")]
public sealed class TextEncodeQwenImageEdit(PictureTexts texts, TextEncoding encoding, LatentCodec codec, IModelFiles files)
    : INode<Conditioning>, IFingerprint
{
    private const int Pixels = 1024 * 1024;

    [Input]
    public required ClipModel Clip { get; init; }

    [Input(Multiline = true, DynamicPrompts = true)]
    public required string Prompt { get; init; }

    [Input]
    public VaeModel? Vae { get; init; }

    [Input]
    public Image? Image { get; init; }

    public Conditioning Run(NodeContext context)
    {
        PictureTexts.Require(Clip);
        if (Image is null)
            return encoding.Encode(Clip, Prompt, context.Warn, context.CancellationToken);
        var picture = QwenPictures.Sized(Image, Pixels, multiple: 1);
        var text = texts.Edit(Clip, QwenImageTexts.Picture + Prompt, [picture], context.Warn, context.CancellationToken);
        return Vae is null ? text : text.WithReferences(codec.Encode(Vae, picture, context.CancellationToken));
    }

    /// <inheritdoc cref="TextFingerprint"/>
    public string? Fingerprint() => TextFingerprint.Of(files, Prompt);
}
