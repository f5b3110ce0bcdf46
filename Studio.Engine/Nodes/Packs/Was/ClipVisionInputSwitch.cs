using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Was;

public sealed record ClipVisionInputSwitchOutputs([Output("CLIP_VISION", Type = "CLIP_VISION")] object? ClipVision);

[Node("CLIP Vision Input Switch", Pack = WasPack.Name, DisplayName = "CLIP Vision Input Switch", Category = "WAS Suite/Logic",
    Description = "One of two vision encoders.")]
public sealed class ClipVisionInputSwitch : INode<ClipVisionInputSwitchOutputs>
{
    [Input(Type = "CLIP_VISION")]
    public required object ClipVisionA { get; init; }

    [Input(Type = "CLIP_VISION")]
    public required object ClipVisionB { get; init; }

    [Input(ForceInput = true)]
    public required bool Boolean { get; init; }

    public ClipVisionInputSwitchOutputs Run(NodeContext context) => new(Boolean ? ClipVisionA : ClipVisionB);
}
