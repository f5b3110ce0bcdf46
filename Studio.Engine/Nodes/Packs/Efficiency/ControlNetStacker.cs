using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.Efficiency;

public sealed record ControlNetStackerOutputs([Output("CNET_STACK", Type = "CONTROL_NET_STACK")] object? CnetStack);

[Node("Control Net Stacker", Pack = EfficiencyPack.Name, DisplayName = "Control Net Stacker", Category = "Efficiency Nodes/Stackers",
    Description = "A ControlNet behind those that come along.")]
public sealed class ControlNetStacker : INode<ControlNetStackerOutputs>
{
    [Input(Type = "CONTROL_NET")]
    public required object ControlNet { get; init; }

    [Input(Type = "IMAGE")]
    public required object Image { get; init; }

    [Input(Min = 0, Max = 10, Step = 0.01)]
    public double Strength { get; init; } = 1;

    [Input(Min = 0, Max = 1, Step = 0.001)]
    public double StartPercent { get; init; }

    [Input(Min = 0, Max = 1, Step = 0.001)]
    public double EndPercent { get; init; } = 1;

    [Input(Type = "CONTROL_NET_STACK")]
    public object? CnetStack { get; init; }

    public ControlNetStackerOutputs Run(NodeContext context) =>
        new(new Bundle([.. (CnetStack as Bundle)?.Values ?? [], new Bundle([ControlNet, Image, Strength, StartPercent, EndPercent])]));
}
