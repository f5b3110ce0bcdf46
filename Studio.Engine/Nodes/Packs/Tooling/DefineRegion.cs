using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes.Packs.Tooling;

[Node("ETN_DefineRegion", Pack = ToolingPack.Name, DisplayName = "Define Region", Category = ToolingPack.Regions, SchemaStyle = true,
    Description = "One more region: a mask and its text.")]
public sealed class DefineRegion : INode<RegionsResult>
{
    [Input]
    public required Mask Mask { get; init; }

    [Input]
    public required Conditioning Conditioning { get; init; }

    [Input]
    public Regions? Regions { get; init; }

    public RegionsResult Run(NodeContext context) => new(new Regions([.. Regions?.All ?? [], new Region(Conditioning, Mask)]));
}
