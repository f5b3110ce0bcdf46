using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.SwarmUI;

[Node("SwarmMaskGrow", Pack = SwarmUIPack.Name, DisplayName = "SwarmMaskGrow", Category = "SwarmUI/masks",
    Description = "A mask grown by pixels.")]
public sealed class MaskGrow : INode<Mask>
{
    [Input]
    public required Mask Mask { get; init; }

    [Input(Min = 0, Max = 1024)]
    public int Grow { get; init; }

    public Mask Run(NodeContext context) => new(Morphology.Grow(Mask.Values, (Grow + 1) / 2, tapered: false, context.CancellationToken));
}
