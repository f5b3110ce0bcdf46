using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.Was;

public sealed record MasksAddOutputs([Output("MASKS")] Mask Masks);

[Node("Masks Add", Pack = WasPack.Name, DisplayName = "Masks Add", Category = "WAS Suite/Image/Masking",
    Description = "The sum of two masks.")]
public sealed class MasksAdd : INode<MasksAddOutputs>
{
    [Input]
    public required Mask MasksA { get; init; }

    [Input]
    public required Mask MasksB { get; init; }

    public MasksAddOutputs Run(NodeContext context) =>
        new(new Mask(Mixing.Each(MasksA.Values, MasksB.Values, (a, b) => a + b)));
}
