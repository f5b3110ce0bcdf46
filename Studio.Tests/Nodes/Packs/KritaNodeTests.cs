using Studio.Engine.Imaging;
using Studio.Engine.Models;
using Studio.Engine.Nodes.Packs.Tooling;
using Studio.Engine.Tensors;
using Studio.Tests.Support;
using static Studio.Tests.Support.DemoPrompt;

namespace Studio.Tests.Nodes.Packs;

/// <summary>What painters' programs use beyond what is recorded: layouts, regions, tiles that make a picture again.</summary>
public sealed class KritaNodeTests(EngineFixture studio) : IClassFixture<EngineFixture>
{
    /// <summary>Sizes, count, tile and starts by the formula of the contract; the plugin computes the same for itself.</summary>
    [Theory]
    [InlineData(512, 512, 32, 8, 1, 512)]
    [InlineData(1024, 512, 32, 8, 2, 544)]
    [InlineData(2048, 672, 48, 16, 3, 752)]
    [InlineData(64, 512, 32, 8, 1, 64)]
    [InlineData(192, 64, 16, 8, 6, 64)]
    public void Layout_OfASide_HasAsFewTilesAsAreLargeEnough(int size, int least, int padding, int multiple, int count, int side)
    {
        var axis = TileAxis.Of(size, least, padding, multiple);
        Assert.Equal((count, side), (axis.Count, axis.Side));
        Assert.Equal(0, axis.At(0).Start);
        Assert.Equal(size, axis.At(count - 1).End);
    }

    [Theory]
    [InlineData(96, 160, 64, 16, 8)]
    [InlineData(128, 128, 64, 8, 8)]
    [InlineData(64, 64, 64, 8, 0)]
    public void Tiles_OfAPicture_MakeItAgain(int height, int width, int least, int padding, int blending)
    {
        var image = NodeRuns.Image(1, height, width, 3);
        var layout = new TileLayoutNode
        {
            Image = image, MinTileSize = least, Padding = padding, Blending = blending, Multiple = 8,
        }.Run(NodeRuns.Context()).Layout;
        var merged = image;
        for (var index = 0; index < layout.Rows.Count * layout.Columns.Count; index++)
        {
            var tile = new ExtractImageTile { Image = image, Layout = layout, Index = index }.Run(NodeRuns.Context()).Tile;
            merged = new MergeImageTile { Image = merged, Layout = layout, Index = index, Tile = tile }.Run(NodeRuns.Context()).Image;
            // inverted, its middle alone is the tile's
            var black = new Image(tile.Pixels.ZerosLike());
            var hole = new MergeImageTile { Image = image, Layout = layout, Index = index, Tile = black }.Run(NodeRuns.Context()).Image;
            var (top, left, rows, columns) = layout.Tile(index);
            var middle = ((((top + (rows / 2)) * width) + left + (columns / 2)) * 3) + 1;
            if ((rows, columns) == (layout.Rows.Side, layout.Columns.Side)) // the last one may be cut short, and its middle is elsewhere
                Assert.Equal(0, hole.Pixels.Span[middle]);
        }

        Compare.AssertMaximumError(image.Pixels, merged.Pixels, 0.01);
    }

    [Fact]
    public void Masks_OfRegions_AreWhatIsGiven_AndSharesAddUpToOne()
    {
        var (text, context) = (new Conditioning([]), NodeRuns.Context());
        Mask Of(params float[] values) => new(new Tensor(values, 1, 1, values.Length));
        var regions = new BackgroundRegion { Conditioning = text }.Run(context).Regions;
        regions = new DefineRegion { Mask = Of(0, 0.5f, 1, 1), Conditioning = text, Regions = regions }.Run(context).Regions;
        regions = new DefineRegion { Mask = Of(0, 0.25f, 1, 0), Conditioning = text, Regions = regions }.Run(context).Regions;

        var masks = new ListRegionMasks { Regions = regions }.Run(context).Masks.Values;

        Assert.Equal([1, 0.25f, -1, 0, 0, 0.5f, 1, 1, 0, 0.25f, 1, 0], masks.Span.ToArray());
        Assert.Equal([1, 0.25f, 0, 0, 0, 0.5f, 0.5f, 1, 0, 0.25f, 0.5f, 0], regions.Shares().Span.ToArray());
    }

    [Fact]
    public async Task InpaintConditioning_GivesTheMaskedPictureAndTheWhole()
    {
        var prompt = new DemoPrompt()
            .Add("20", "EmptyImage", ("width", 64), ("height", 64), ("batch_size", 1), ("color", 0x80C040))
            .Add("21", "SolidMask", ("value", 1.0), ("width", 64), ("height", 64))
            .Add("22", "INPAINT_VAEEncodeInpaintConditioning", ("positive", Link("2", 0)), ("negative", Link("3", 0)),
                ("vae", Link("1", 2)), ("pixels", Link("20", 0)), ("mask", Link("21", 0)));
        var whole = prompt.Set("6", "samples", Link("22", 3)).Remove("5").Remove("4");
        var picture = await whole.PictureAsync(studio);
        var masked = await whole.Set("6", "samples", Link("22", 2)).PictureAsync(studio);
        // the one is the colour, the other grey
        Assert.InRange(picture[1] - picture[2], 60, 255);
        Assert.All(masked.Chunk(3), pixel => Assert.InRange(pixel.Max() - pixel.Min(), 0, 40));
    }
}
