using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("CLIPTextEncodeSDXL", DisplayName = "CLIP Text Encode (SDXL)", Category = "model/conditioning/stable diffusion",
    PythonModule = "comfy_extras.nodes_clip_sdxl", SchemaStyle = true,
    Description = "Turns a text for each encoder of SDXL into conditioning, with the sizes that the model is told.")]
public sealed class ClipTextEncodeSdxl(TextEncoding encoding, IModelFiles files) : INode<Conditioning>, IFingerprint
{
    private const string First = "l";
    private const string Second = "g";

    [Input]
    public required ClipModel Clip { get; init; }

    [Input(Min = 0, Max = 16384, Tooltip = "Width of the picture before it was cut for training, in pixels.")]
    public int Width { get; init; } = 1024;

    [Input(Min = 0, Max = 16384)]
    public int Height { get; init; } = 1024;

    [Input(Min = 0, Max = 16384, Advanced = true, Tooltip = "What was cut away at the left. Above 0 the picture looks cropped.")]
    public int CropW { get; init; }

    [Input(Min = 0, Max = 16384, Advanced = true)]
    public int CropH { get; init; }

    [Input(Min = 0, Max = 16384)]
    public int TargetWidth { get; init; } = 1024;

    [Input(Min = 0, Max = 16384)]
    public int TargetHeight { get; init; } = 1024;

    [Input(Multiline = true, DynamicPrompts = true)]
    public required string TextG { get; init; }

    [Input(Multiline = true, DynamicPrompts = true)]
    public required string TextL { get; init; }

    public Conditioning Run(NodeContext context)
    {
        Clip.Require("SDXL", First, Second);
        var encoded = encoding.Encode(Clip, key => key == First ? TextL : TextG, context.Warn, context.CancellationToken);
        var sizes = new PictureSizes(Width, Height, CropW, CropH, TargetWidth, TargetHeight);
        return new Conditioning([.. encoded.Entries.Select(entry => entry with { Sizes = sizes })]);
    }

    /// <inheritdoc cref="TextFingerprint"/>
    public string? Fingerprint() => TextFingerprint.Of(files, TextG, TextL);
}
