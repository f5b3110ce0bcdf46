using Studio.Engine.Models;
using Studio.Engine.Runtime;
using Studio.Engine.Tensors;
using Studio.Tests.Models.Building;
using Studio.Tests.Support;

namespace Studio.Tests.Models.Families;

/// <summary>Tiny upscalers in each layout, against what the reference makes of a picture with them.</summary>
public sealed class UpscalerGoldenTests : IDisposable
{
    private readonly ModelPool _pool = new(new ModelPoolOptions());

    public void Dispose() => _pool.Dispose();

    /// <summary>Folder, file, picture and result; the three layouts of one network have one result.</summary>
    public static TheoryData<string, string, string, string> Files => new()
    {
        { "esrgan", "old_x4", "image", "old_x4_out" },
        { "esrgan", "realesrgan_x4", "image", "old_x4_out" },
        { "esrgan", "bsrgan_x4", "image", "old_x4_out" },
        { "esrgan", "old_x2", "image", "old_x2_out" },
        { "esrgan", "old_x1", "image", "old_x1_out" },
        { "esrgan", "x2plus", "x2plus_image", "x2plus_out" },
        { "compact", "model", "image", "out" },
        { "swinir", "classical_x2", "image", "classical_x2_out" },
        { "swinir", "light_x2", "image", "light_x2_out" },
        { "swinir", "real_x4", "image", "real_x4_out" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void Network_OfItsFile_EqualsTheReference(string family, string file, string image, string result)
    {
        var golden = FamilyGolden.Of(family, file);
        Compare.AssertRelativeError(golden.Array(result), Upscale(golden, golden.Array(image)), 1e-3);
    }

    [Theory]
    [InlineData("esrgan", "old_x4", "ESRGAN x4")]
    [InlineData("esrgan", "x2plus", "ESRGAN x2")]
    [InlineData("esrgan", "old_x1", "ESRGAN x1")]
    [InlineData("compact", "model", "Real-ESRGAN compact x4")]
    [InlineData("swinir", "classical_x2", "SwinIR x2")]
    public void Family_OfItsFile_IsTold(string family, string file, string name)
    {
        var model = ModelDetector.Describe(Studio.Engine.Models.Files.TensorFormats.Read(FamilyGolden.Of(family, file).Path));
        Assert.Equal(("upscale_models", name), (model?.Kind, model?.Name));
        Assert.False(model!.Family!.HasDenoiser);
    }

    /// <summary>Sides that are no multiples of what the network takes.</summary>
    [Fact]
    public void Network_OddSides_EqualsTheReference()
    {
        var golden = FamilyGolden.Of("esrgan", "x2plus");
        var image = golden.Array("x2plus_image");
        var cut = new Tensor(1, image.Size(1) - 1, image.Size(2) - 3, 3);
        for (var i = 0; i < cut.Length; i++)
        {
            var (y, x, c) = (i / 3 / cut.Size(2), i / 3 % cut.Size(2), i % 3);
            cut.Span[i] = image.Span[(((y * image.Size(2)) + x) * 3) + c];
        }
        Compare.AssertRelativeError(golden.Array("x2plus_odd_out"), Upscale(golden, cut), 1e-3);
    }

    [Fact]
    public void Tiles_OfThirtyTwo_EqualTheReference()
    {
        var golden = FamilyGolden.Of("esrgan", "old_x4");
        using var lease = Lease(golden, out var network);
        var run = new UpscaleRun(lease, network, CancellationToken.None);
        var result = new TileGrid(tile: 32, overlap: 8, up: 4, down: 1).MapOnce(Planes(golden.Array("tiled_image")), 3, run.Upscale);
        Compare.AssertRelativeError(golden.Array("tiled_out"), Pictures.FromPlanes(result), 1e-3);
    }

    /// <summary>Each operator's result rounded to half precision, as on a device that computes in it.</summary>
    [Theory]
    [Trait("Category", "Long")]
    [InlineData("esrgan", "realesrgan_x4", 5e-3)]
    [InlineData("esrgan", "x2plus", 5e-3)]
    [InlineData("compact", "model", 5e-3)]
    [InlineData("swinir", "classical_x2", 5e-3)]
    [InlineData("swinir", "light_x2", 5e-3)]
    [InlineData("swinir", "real_x4", 5e-3)]
    public void Network_InHalfPrecision_IsNearItself(string family, string file, double limit)
    {
        var golden = FamilyGolden.Of(family, file);
        var network = Model(golden).Network;
        var picture = new Tensor(1, 3, 32, 24);
        for (var i = 0; i < picture.Length; i++)
            picture.Span[i] = (MathF.Sin(i * 0.37f) + 1) / 2;
        Tensor Run(HalfRun? run) => HalfRuns.Run(golden.Path, network.Prefix, g => network.Build(g, GraphPatches.None), run,
            [NamedInput.Of(UpscaleNetwork.ImageInput, picture)])[0];
        Compare.AssertRelativeError(Run(null), Run(HalfRun.Float16), limit);
    }

    private Tensor Upscale(FamilyGolden golden, Tensor pixels)
    {
        using var lease = Lease(golden, out var network);
        return Pictures.FromPlanes(new UpscaleRun(lease, network, CancellationToken.None).Upscale(Planes(pixels)));
    }

    private NetworkLease Lease(FamilyGolden golden, out UpscaleNetwork network)
    {
        var model = Model(golden);
        network = model.Network;
        return _pool.Lease(model.Recipe, CancellationToken.None);
    }

    private UpscaleModel Model(FamilyGolden golden) => _pool.LoadUpscaler(golden.Path, CancellationToken.None);

    private static Tensor Planes(Tensor pixels)
    {
        var planes = new Tensor(1, 3, pixels.Size(1), pixels.Size(2));
        for (var i = 0; i < pixels.Length; i++)
            planes.Span[(i % 3 * (pixels.Length / 3)) + (i / 3)] = pixels.Span[i];
        return planes;
    }
}
