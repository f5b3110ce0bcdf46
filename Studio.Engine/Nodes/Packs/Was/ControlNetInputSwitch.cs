using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Was;

public sealed record ControlNetInputSwitchOutputs([Output("CONTROL_NET", Type = "CONTROL_NET")] object? ControlNet);

[Node("Control Net Model Input Switch", Pack = WasPack.Name, DisplayName = "Control Net Model Input Switch", Category = "WAS Suite/Logic",
    Description = "One of two ControlNets.")]
public sealed class ControlNetInputSwitch : INode<ControlNetInputSwitchOutputs>
{
    [Input(Type = "CONTROL_NET")]
    public required object ControlNetA { get; init; }

    [Input(Type = "CONTROL_NET")]
    public required object ControlNetB { get; init; }

    [Input(ForceInput = true)]
    public required bool Boolean { get; init; }

    public ControlNetInputSwitchOutputs Run(NodeContext context) => new(Boolean ? ControlNetA : ControlNetB);
}
