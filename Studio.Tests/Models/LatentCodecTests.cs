using Studio.Engine;
using Studio.Engine.Models;
using Studio.Engine.Tensors;
using Studio.Tests.Support;

namespace Studio.Tests.Models;

public sealed class LatentCodecTests : IDisposable
{
    private readonly ModelPool _pool = new(new ModelPoolOptions());

    private LoadedCheckpoint Demo => _pool.LoadCheckpoint(DemoModel.Path, CancellationToken.None);

    private VaeModel Vae => Demo.Vae!;

    public void Dispose() => _pool.Dispose();

    [Fact]
    public void DecodeTiled_IsNearTheWhole()
    {
        var latent = DemoModel.GoldenWire("0_latent");
        Compare.AssertPsnr(_pool.Decode(Vae, latent, CancellationToken.None), _pool.DecodeTiled(Vae, latent, 64, 16), 25);
        Compare.AssertPsnr(_pool.Decode(Vae, latent, CancellationToken.None), _pool.DecodeTiled(Vae, latent, 512, 64), 90);
    }

    [Fact]
    public void EncodeTiled_IsNearTheWhole()
    {
        var picture = Pictures.FromPlanes(DemoModel.Golden("vae_image"));
        Compare.AssertRelativeError(_pool.Encode(Vae, picture, CancellationToken.None), _pool.EncodeTiled(Vae, picture, 64, 16),
            0.05);
    }

    [Fact]
    public void Decode_PictureLargerThanItsMemory_IsTiledByItself()
    {
        using var small = new ModelPool(new ModelPoolOptions { PictureMemory = 1 });
        var vae = small.LoadCheckpoint(DemoModel.Path, CancellationToken.None).Vae!;
        var latent = TinyModelTests.Waves(1, 4, 2, 80);
        var tiled = _pool.DecodeTiled(Vae, latent, 512, 64).Span.ToArray();
        Assert.Equal(tiled, small.Decode(vae, latent, CancellationToken.None).Span.ToArray());
        Assert.NotEqual(tiled, _pool.Decode(Vae, latent, CancellationToken.None).Span.ToArray());
    }

    [Theory]
    [InlineData(16, 16, 4, 2)]
    [InlineData(19, 33, 8, 3)]
    [InlineData(5, 40, 6, 1)]
    public void TileGrid_IdentityNetwork_GivesTheInput(int height, int width, int tile, int overlap)
    {
        var input = TinyModelTests.Waves(1, 2, height, width);
        var calls = 0;
        var output = new TileGrid(tile, overlap, up: 1, down: 1).Map(input, 2, part =>
        {
            calls++;
            return part.Clone();
        });
        Compare.AssertMaximumError(input, output, 1e-5);
        Assert.True(calls > 3);
    }

    [Fact]
    public void TileGrid_TilesThatDisagree_BlendLinearly()
    {
        // one row of 14, tiles of 8 that share 2, a network that says where its tile begins: by hand, the three passes
        // give 0, 0, 0 and 0, 14/3, 16/3 and 0, 2, 4 at 0, 6 and 7
        var input = new Tensor(Enumerable.Range(0, 14).Select(x => (float)x).ToArray(), 1, 1, 1, 14);
        var output = new TileGrid(8, 2, up: 1, down: 1).Map(input, 1, part =>
        {
            var start = part.ZerosLike();
            start.Span.Fill(part.Span[0]);
            return start;
        });
        Assert.Equal(0, output.Span[0], 1e-5);
        Assert.Equal(((14 / 3f) + 2) / 3, output.Span[6], 1e-5);
        Assert.Equal(((16 / 3f) + 4) / 3, output.Span[7], 1e-5);
    }

    [Fact]
    public void TileGrid_UpAndDown_KeepPlaces()
    {
        var input = TinyModelTests.Waves(1, 1, 24, 40);
        var enlarged = Resample.Planes(input, 80, 48, ResampleMethod.NearestExact);
        var up = new TileGrid(10, 4, up: 2, down: 1).Map(input, 1,
            part => Resample.Planes(part, part.Size(3) * 2, part.Size(2) * 2, ResampleMethod.NearestExact));
        Compare.AssertMaximumError(enlarged, up, 1e-5);
        var down = new TileGrid(20, 8, up: 1, down: 2).Map(enlarged, 1,
            part => Resample.Planes(part, part.Size(3) / 2, part.Size(2) / 2, ResampleMethod.NearestExact));
        Compare.AssertMaximumError(input, down, 1e-5);
    }

    [Fact]
    public void Encode_OddSize_TakesTheCentre()
    {
        var picture = TinyModelTests.Waves(1, 37, 45, 3);
        var centre = new Tensor(1, 32, 40, 3);
        for (var y = 0; y < 32; y++)
            picture.Span.Slice((((y + 2) * 45) + 2) * 3, 40 * 3).CopyTo(centre.Span[(y * 40 * 3)..]);
        Assert.Equal(_pool.Encode(Vae, centre).Span.ToArray(), _pool.Encode(Vae, picture).Span.ToArray());
    }

    [Fact]
    public void Encode_AlphaChannel_IsLeftOut()
    {
        var opaque = TinyModelTests.Waves(1, 16, 16, 3);
        var withAlpha = new Tensor(1, 16, 16, 4);
        for (var i = 0; i < 256; i++)
            opaque.Span.Slice(i * 3, 3).CopyTo(withAlpha.Span[(i * 4)..]);
        Assert.Equal(_pool.Encode(Vae, opaque, CancellationToken.None).Span.ToArray(),
            _pool.Encode(Vae, withAlpha, CancellationToken.None).Span.ToArray());
    }

    [Fact]
    public void Encode_TooSmall_SaysSo() =>
        Assert.Equal(EngineError.BadPrompt,
            Assert.Throws<EngineException>(() => _pool.Encode(Vae, new Tensor(1, 7, 64, 3), CancellationToken.None)).Kind);

    [Fact]
    public void Decode_BatchOfNonSquares_HasTheirShape()
    {
        var pictures = _pool.Decode(Vae, TinyModelTests.Waves(2, 4, 6, 9), CancellationToken.None);
        Assert.Equal([2, 48, 72, 3], pictures.Shape.ToArray());
        Assert.All(pictures.Span.ToArray(), value => Assert.InRange(value, 0, 1));
    }

    [Fact]
    public void Preview_OfAPicturesLatent_LooksLikeThePicture()
    {
        var picture = Pictures.FromPlanes(DemoModel.Golden("vae_image"));
        var latent = DemoModel.InModelSpace(_pool.Encode(Vae, picture));
        var preview = new LatentPreviews(new LatentCodec(_pool), _pool, new FolderModelFiles("nowhere"))
            .Render(Demo.Model, latent, CancellationToken.None).Pixels;
        Compare.AssertPsnr(Resample.Pixels(picture, 16, 16, ResampleMethod.Area), preview, 20);
    }
}
