using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("CLIPTextEncodeSD3", DisplayName = "CLIP Text Encode (SD3)", Category = "model/conditioning/stable diffusion",
    PythonModule = "comfy_extras.nodes_sd3", SchemaStyle = true,
    Description = "Turns a text for each encoder of Stable Diffusion 3 into conditioning.")]
public sealed class ClipTextEncodeSd3(TextEncoding encoding, IModelFiles files) : INode<Conditioning>, IFingerprint
{
    private const string Nothing = "none";

    [Input]
    public required ClipModel Clip { get; init; }

    [Input(Multiline = true, DynamicPrompts = true)]
    public required string ClipL { get; init; }

    [Input(Multiline = true, DynamicPrompts = true)]
    public required string ClipG { get; init; }

    [Input(Multiline = true, DynamicPrompts = true, Name = "t5xxl")]
    public required string T5 { get; init; }

    [Input(Choices = [Nothing, "empty_prompt"], Advanced = true,
        Tooltip = "What an encoder without a text says: nothing at all, or what it sees in an empty text.")]
    public required string EmptyPadding { get; init; }

    public Conditioning Run(NodeContext context)
    {
        Clip.RequireAny("Stable Diffusion 3", "l", "g", "t5xxl");
        return encoding.Encode(Clip, TextOf, context.Warn, context.CancellationToken);
    }

    /// <inheritdoc cref="TextFingerprint"/>
    public string? Fingerprint() => TextFingerprint.Of(files, ClipL, ClipG, T5);

    private string? TextOf(string key)
    {
        var text = key switch
        {
            "l" => ClipL,
            "g" => ClipG,
            _ => T5,
        };
        return text.Length == 0 && EmptyPadding == Nothing ? null : text;
    }
}
