using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.Was;

public sealed record MasksSubtractOutputs([Output("MASKS")] Mask Masks);

[Node("Masks Subtract", Pack = WasPack.Name, DisplayName = "Masks Subtract", Category = "WAS Suite/Image/Masking",
    Description = "A mask without another.")]
public sealed class MasksSubtract : INode<MasksSubtractOutputs>
{
    [Input]
    public required Mask MasksA { get; init; }

    [Input]
    public required Mask MasksB { get; init; }

    public MasksSubtractOutputs Run(NodeContext context) =>
        new(new Mask(Mixing.Each(MasksA.Values, MasksB.Values, (a, b) => Math.Clamp(a - b, 0, 1))));
}
