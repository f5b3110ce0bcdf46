using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.Tooling;

public sealed record MaskTile([Output("tile")] Mask Tile);

[Node("ETN_ExtractMaskTile", Pack = ToolingPack.Name, DisplayName = "Extract Mask Tile", Category = ToolingPack.Tiles, SchemaStyle = true,
    Description = "A tile of a mask.")]
public sealed class ExtractMaskTile : INode<MaskTile>
{
    [Input]
    public required Mask Mask { get; init; }

    [Input]
    public required TileLayout Layout { get; init; }

    [Input(Min = 0)]
    public int Index { get; init; }

    public MaskTile Run(NodeContext context)
    {
        var (top, left, height, width) = Layout.Tile(Index);
        return new(new Mask(Planes.Crop(Mask.Values, top, left, height, width)));
    }
}
