using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.SwarmUI;

[Node("SwarmExcludeFromMask", Pack = SwarmUIPack.Name, DisplayName = "SwarmExcludeFromMask", Category = "SwarmUI/masks",
    Description = "A mask without another.")]
public sealed class ExcludeFromMask : INode<Mask>
{
    [Input]
    public required Mask MainMask { get; init; }

    [Input]
    public required Mask ExcludeMask { get; init; }

    public Mask Run(NodeContext context) =>
        new(Mixing.Each(MainMask.Values, Batches.Fit(ExcludeMask.Values, MainMask.Values.Size(0)), (a, b) => Math.Clamp(a - b, 0, 1)));
}
