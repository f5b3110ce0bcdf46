using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("CLIPTextEncode", DisplayName = "CLIP Text Encode (Prompt)", Category = "model/conditioning",
    Description = "Turns text into conditioning that steers the sampler.")]
public sealed class ClipTextEncode(TextEncoding encoding, IModelFiles files) : INode<Conditioning>, IFingerprint
{
    [Input(Multiline = true, DynamicPrompts = true, Tooltip = "What the picture should show. (word:1.2) weighs a word.")]
    public required string Text { get; init; }

    [Input(Tooltip = "The text encoder.")]
    public required ClipModel Clip { get; init; }

    public Conditioning Run(NodeContext context) => encoding.Encode(Clip, Text, context.Warn, context.CancellationToken);

    /// <inheritdoc cref="TextFingerprint"/>
    public string? Fingerprint() => TextFingerprint.Of(files, Text);
}
