using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.Was;

public sealed record MaskInvertOutputs([Output("MASKS")] Mask Masks);

[Node("Mask Invert", Pack = WasPack.Name, DisplayName = "Mask Invert", Category = "WAS Suite/Image/Masking",
    Description = "The opposite of a mask.")]
public sealed class MaskInvert : INode<MaskInvertOutputs>
{
    [Input]
    public required Mask Masks { get; init; }

    public MaskInvertOutputs Run(NodeContext context) => new(new Mask(Mixing.Each(Masks.Values, value => 1 - value)));
}
