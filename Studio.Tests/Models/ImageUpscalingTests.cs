using Studio.Engine;
using Studio.Engine.Models;
using Studio.Engine.Tensors;
using Studio.Tests.Support;

namespace Studio.Tests.Models;

/// <summary>Pictures through an upscaler, in as many tiles as they need.</summary>
public sealed class ImageUpscalingTests : IDisposable
{
    // so little for a picture that tiles are as small as they get
    private readonly ModelPool _pool = new(new ModelPoolOptions { PictureMemory = 1 });
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _pool.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Upscale_InTiles_IsNearTheWholePicture()
    {
        // what a tile's edge does not see counts little there: no seam, but no equal numbers either
        var picture = Picture(1, 150, 200, 3);
        using var roomy = new ModelPool(new ModelPoolOptions { PictureMemory = long.MaxValue });
        List<(int Done, int Total)> tiles = [], whole = [];

        var tiled = Upscale(_pool, picture, tiles);
        var expected = Upscale(roomy, picture, whole);

        Assert.Equal([1, 600, 800, 3], tiled.Shape.ToArray());
        Assert.Equal([(1, 4), (2, 4), (3, 4), (4, 4)], tiles);
        Assert.Equal([(1, 1)], whole);
        Compare.AssertPsnr(expected, tiled, 55);
        Assert.All(tiled.Span.ToArray(), value => Assert.InRange(value, 0, 1));
    }

    [Fact]
    public void Upscale_Batch_IsEachPictureAlone()
    {
        var batch = Picture(2, 9, 7, 3);
        List<(int Done, int Total)> tiles = [];
        var both = Upscale(_pool, batch, tiles);
        Assert.Equal([(1, 2), (2, 2)], tiles);
        for (var i = 0; i < 2; i++)
            Compare.AssertMaximumError(Upscale(_pool, batch.Slice(i), []), both.Slice(i), 0);
    }

    [Fact]
    public void Upscale_Transparency_StaysAndColoursAreTheSame()
    {
        var clear = Picture(1, 8, 8, 4);
        for (var i = 3; i < clear.Length; i += 4)
            clear.Span[i] = 0.25f;
        var colours = new Tensor(clear.Span.ToArray().Where((_, i) => i % 4 < 3).ToArray(), 1, 8, 8, 3);

        var result = Upscale(_pool, clear, []);

        Assert.Equal([1, 32, 32, 4], result.Shape.ToArray());
        Assert.Equal(Upscale(_pool, colours, []).Span.ToArray(), result.Span.ToArray().Where((_, i) => i % 4 < 3));
        Assert.All(result.Span.ToArray().Where((_, i) => i % 4 == 3), value => Assert.Equal(0.25f, value, 1e-6f));
    }

    [Fact]
    public void Upscale_Cancelled_EndsAfterTheTile()
    {
        using var stop = new CancellationTokenSource();
        var done = 0;
        Assert.ThrowsAny<OperationCanceledException>(() => new ImageUpscaling(_pool).Upscale(Compact(_pool), Picture(1, 150, 200, 3),
            (tile, _) =>
            {
                done = tile;
                stop.Cancel();
            }, _ => { }, stop.Token));
        Assert.Equal(1, done);
    }

    [Fact]
    public void Upscale_ResultBeyondMemory_IsRefusedBeforeItBegins()
    {
        using var pool = new ModelPool(new ModelPoolOptions { AvailableMemory = () => 1 << 20 });
        var failure = Assert.Throws<EngineException>(() => Upscale(pool, Picture(1, 150, 200, 3), []));
        Assert.Equal(EngineError.OutOfMemory, failure.Kind);
        Assert.Contains("800 x 600", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Upscale_NoNumbers_IsBlackAndSaid()
    {
        var golden = FamilyGolden.Of("compact");
        var path = Path.Combine(_folder.Path, "nan.safetensors");
        new SafetensorsWriter().Add(golden.Recipe, name => name != "body.0.bias")
            .Add("body.0.bias", "F32", Enumerable.Repeat(float.NaN, 24).ToArray(), 24).Save(path);
        var warnings = new List<string>();
        var result = new ImageUpscaling(_pool).Upscale(_pool.LoadUpscaler(path, CancellationToken.None), Picture(1, 8, 8, 3), (_, _) => { },
            warnings.Add, CancellationToken.None);
        Assert.Contains("nan.safetensors", Assert.Single(warnings), StringComparison.Ordinal);
        Assert.True(result.AreFinite());
    }

    [Fact]
    public void Tiles_WithoutMemory_AreHalvedDownTo128()
    {
        List<int> tried = [];
        var failure = Assert.Throws<EngineException>(() => ImageUpscaling.WithFittingTiles(512, tile =>
        {
            tried.Add(tile);
            throw new EngineException(EngineError.OutOfMemory, "none left");
        }));
        Assert.Equal(EngineError.OutOfMemory, failure.Kind);
        Assert.Equal([512, 256, 128], tried);
        tried.Clear();
        ImageUpscaling.WithFittingTiles(512, tile =>
        {
            tried.Add(tile);
            if (tile == 512)
                throw new EngineException(EngineError.OutOfMemory, "none left");
        });
        Assert.Equal([512, 256], tried);
    }

    private static Tensor Upscale(ModelPool pool, Tensor pixels, List<(int Done, int Total)> tiles) => new ImageUpscaling(pool).Upscale(
        Compact(pool), pixels, (done, total) => tiles.Add((done, total)), _ => { }, CancellationToken.None);

    private static UpscaleModel Compact(ModelPool pool) => pool.LoadUpscaler(FamilyGolden.Of("compact").Path, CancellationToken.None);

    private static Tensor Picture(int batch, int height, int width, int channels)
    {
        var picture = new Tensor(batch, height, width, channels);
        for (var i = 0; i < picture.Length; i++)
            picture.Span[i] = (MathF.Sin((i * 0.013f) + (i % 7)) + 1) / 2;
        return picture;
    }
}
