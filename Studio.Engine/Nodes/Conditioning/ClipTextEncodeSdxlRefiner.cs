using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("CLIPTextEncodeSDXLRefiner", DisplayName = "CLIP Text Encode (SDXL Refiner)", Category = "model/conditioning/stable diffusion",
    PythonModule = "comfy_extras.nodes_clip_sdxl", SchemaStyle = true,
    Description = "Turns text into conditioning for the refiner of SDXL, with the sizes and the score that it is told.")]
public sealed class ClipTextEncodeSdxlRefiner(TextEncoding encoding, IModelFiles files) : INode<Conditioning>, IFingerprint
{
    [Input(Min = 0, Max = 1000, Step = 0.01, Tooltip = "How pleasing the picture is to be, 0 to 10.")]
    public double Ascore { get; init; } = 6;

    [Input(Min = 0, Max = 16384)]
    public int Width { get; init; } = 1024;

    [Input(Min = 0, Max = 16384)]
    public int Height { get; init; } = 1024;

    [Input(Multiline = true, DynamicPrompts = true)]
    public required string Text { get; init; }

    [Input]
    public required ClipModel Clip { get; init; }

    public Conditioning Run(NodeContext context)
    {
        Clip.Require("SDXL", "g");
        var encoded = encoding.Encode(Clip, Text, context.Warn, context.CancellationToken);
        var sizes = new PictureSizes(Width, Height);
        return new Conditioning(
            [.. encoded.Entries.Select(entry => entry with { Sizes = sizes, AestheticScore = (float)Ascore })]);
    }

    /// <inheritdoc cref="TextFingerprint"/>
    public string? Fingerprint() => TextFingerprint.Of(files, Text);
}
