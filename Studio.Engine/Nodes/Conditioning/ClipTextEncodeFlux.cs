using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("CLIPTextEncodeFlux", Category = "model/conditioning/flux", PythonModule = "comfy_extras.nodes_flux", SchemaStyle = true,
    Description = "Turns a text for each encoder of Flux into conditioning, and says how strongly to follow it.")]
public sealed class ClipTextEncodeFlux(TextEncoding encoding, IModelFiles files) : INode<Conditioning>, IFingerprint
{
    private const string First = "l";
    private const string Second = "t5xxl";

    [Input]
    public required ClipModel Clip { get; init; }

    [Input(Multiline = true, DynamicPrompts = true)]
    public required string ClipL { get; init; }

    [Input(Multiline = true, DynamicPrompts = true, Name = "t5xxl")]
    public required string T5 { get; init; }

    [Input(Min = 0, Max = 100, Step = 0.1)]
    public double Guidance { get; init; } = 3.5;

    public Conditioning Run(NodeContext context)
    {
        Clip.Require("Flux", First, Second);
        return encoding.Encode(Clip, key => key == First ? ClipL : T5, context.Warn, context.CancellationToken)
            .WithGuidance(new ToldGuidance((float)Guidance));
    }

    /// <inheritdoc cref="TextFingerprint"/>
    public string? Fingerprint() => TextFingerprint.Of(files, ClipL, T5);
}
