using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace Studio.Engine.Nodes.Packs.Tooling;

public sealed record LayoutResult([Output("layout")] TileLayout Layout);

[Node("ETN_TileLayout", Pack = ToolingPack.Name, DisplayName = "Create Tile Layout", Category = ToolingPack.Tiles, SchemaStyle = true,
    Description = "How a picture is cut into tiles that lie over each other.")]
public sealed class TileLayoutNode : INode<LayoutResult>
{
    [Input]
    public required Image Image { get; init; }

    [Input(Min = 64, Max = 8192, Step = 8)]
    public int MinTileSize { get; init; } = 512;

    [Input(Min = 0, Max = 8192, Step = 8)]
    public int Padding { get; init; } = 32;

    [Input(Min = 0, Max = 256, Step = 8)]
    public int Blending { get; init; } = 8;

    [Input(Min = 1, Max = 1024, Step = 1)]
    public int Multiple { get; init; } = 8;

    public LayoutResult Run(NodeContext context)
    {
        if (Image.Width % Multiple != 0 || Image.Height % Multiple != 0)
            throw new EngineException(EngineError.BadPrompt,
                $"The picture is {Image.Width} x {Image.Height}: both must be multiples of {Multiple}. Resize it first.");
        if (Blending > Padding)
            throw new EngineException(EngineError.BadPrompt, $"blending ({Blending}) must not be larger than padding ({Padding}).");
        return new(new TileLayout(TileAxis.Of(Image.Height, MinTileSize, Padding, Multiple),
            TileAxis.Of(Image.Width, MinTileSize, Padding, Multiple), Blending));
    }
}
