using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Nodes.Packs.Inpaint;

namespace Studio.Engine.Nodes.Packs.Tooling;

[Node("ETN_MergeImageTile", Pack = ToolingPack.Name, DisplayName = "Merge Image Tile", Category = ToolingPack.Tiles, SchemaStyle = true,
    Description = "A picture with a tile put in its place, its rim blended.")]
public sealed class MergeImageTile : INode<ImageResult>
{
    [Input]
    public required Image Image { get; init; }

    [Input]
    public required TileLayout Layout { get; init; }

    [Input(Min = 0)]
    public int Index { get; init; }

    [Input]
    public required Image Tile { get; init; }

    public ImageResult Run(NodeContext context)
    {
        var (top, left, height, width) = Layout.Tile(Index);
        if ((Tile.Height, Tile.Width) != (height, width))
            throw new EngineException(EngineError.BadPrompt,
                $"Tile {Index} is {width} x {height} in this layout, and the picture for it {Tile.Width} x {Tile.Height}.");
        var mask = Layout.Mask(Index, blend: true, context.CancellationToken).Span;
        var (merged, channels) = (Image.Pixels.Clone(), Image.Channels);
        var tile = Batches.Fit(Mixing.WithChannels(Tile.Pixels, channels), Image.Count);
        for (var i = 0; i < tile.Length; i++)
        {
            var (pixel, picture) = (i / channels % (height * width), i / channels / (height * width));
            var at = (((((picture * Image.Height) + top + (pixel / width)) * Image.Width) + left + (pixel % width)) * channels)
                + (i % channels);
            merged.Span[at] = (merged.Span[at] * (1 - mask[pixel])) + (tile.Span[i] * mask[pixel]);
        }
        return new(new Image(merged));
    }
}
