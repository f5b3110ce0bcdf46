using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Was;

public sealed record VaeInputSwitchOutputs([Output("VAE", Type = "VAE")] object? Vae);

[Node("VAE Input Switch", Pack = WasPack.Name, DisplayName = "VAE Input Switch", Category = "WAS Suite/Logic",
    Description = "One of two autoencoders.")]
public sealed class VaeInputSwitch : INode<VaeInputSwitchOutputs>
{
    [Input(Type = "VAE")]
    public required object VaeA { get; init; }

    [Input(Type = "VAE")]
    public required object VaeB { get; init; }

    [Input(ForceInput = true)]
    public required bool Boolean { get; init; }

    public VaeInputSwitchOutputs Run(NodeContext context) => new(Boolean ? VaeA : VaeB);
}
