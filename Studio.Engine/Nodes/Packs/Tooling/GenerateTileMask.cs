using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Nodes.Packs.Inpaint;

namespace Studio.Engine.Nodes.Packs.Tooling;

[Node("ETN_GenerateTileMask", Pack = ToolingPack.Name, DisplayName = "Generate Tile Mask", Category = ToolingPack.Tiles,
    SchemaStyle = true, Description = "Where a tile counts, without the rim that its neighbours share.")]
public sealed class GenerateTileMask : INode<MaskResult>
{
    [Input]
    public required TileLayout Layout { get; init; }

    [Input(Min = 0)]
    public int Index { get; init; }

    [Input]
    public bool? Blend { get; init; } = false;

    public MaskResult Run(NodeContext context) => new(new Mask(Layout.Mask(Index, Blend == true, context.CancellationToken)));
}
