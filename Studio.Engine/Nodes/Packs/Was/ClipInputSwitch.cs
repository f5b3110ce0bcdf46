using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Was;

public sealed record ClipInputSwitchOutputs([Output("CLIP", Type = "CLIP")] object? Clip);

[Node("CLIP Input Switch", Pack = WasPack.Name, DisplayName = "CLIP Input Switch", Category = "WAS Suite/Logic",
    Description = "One of two text encoders.")]
public sealed class ClipInputSwitch : INode<ClipInputSwitchOutputs>
{
    [Input(Type = "CLIP")]
    public required object ClipA { get; init; }

    [Input(Type = "CLIP")]
    public required object ClipB { get; init; }

    [Input(ForceInput = true)]
    public required bool Boolean { get; init; }

    public ClipInputSwitchOutputs Run(NodeContext context) => new(Boolean ? ClipA : ClipB);
}
