using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.Tooling;

public sealed record RegionMasks([Output("masks")] Mask Masks);

[Node("ETN_ListRegionMasks", Pack = ToolingPack.Name, DisplayName = "List Region Masks", Category = ToolingPack.Regions,
    SchemaStyle = true, Description = "The masks of all regions, that of the background first.")]
public sealed class ListRegionMasks : INode<RegionMasks>
{
    [Input]
    public required Regions Regions { get; init; }

    public RegionMasks Run(NodeContext context)
    {
        var masks = Regions.Masks();
        return new(new Mask(masks.Reshape(masks.Size(0), masks.Size(2), masks.Size(3))));
    }
}
