using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes.Packs.Tooling;

public sealed record RegionsResult([Output("regions")] Regions Regions);

[Node("ETN_BackgroundRegion", Pack = ToolingPack.Name, DisplayName = "Background Region", Category = ToolingPack.Regions,
    SchemaStyle = true, Description = "The text of all that lies in no other region.")]
public sealed class BackgroundRegion : INode<RegionsResult>
{
    [Input]
    public required Conditioning Conditioning { get; init; }

    public RegionsResult Run(NodeContext context) => new(new Regions([new Region(Conditioning, Mask: null)]));
}
