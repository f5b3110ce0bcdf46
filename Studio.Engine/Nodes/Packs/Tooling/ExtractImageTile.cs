using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.Tooling;

public sealed record ImageTile([Output("tile")] Image Tile);

[Node("ETN_ExtractImageTile", Pack = ToolingPack.Name, DisplayName = "Extract Image Tile", Category = ToolingPack.Tiles,
    SchemaStyle = true, Description = "A tile of a picture.")]
public sealed class ExtractImageTile : INode<ImageTile>
{
    [Input]
    public required Image Image { get; init; }

    [Input]
    public required TileLayout Layout { get; init; }

    [Input(Min = 0)]
    public int Index { get; init; }

    public ImageTile Run(NodeContext context)
    {
        var (top, left, height, width) = Layout.Tile(Index);
        return new(new Image(Planes.CropPixels(Image.Pixels, top, left, height, width)));
    }
}
