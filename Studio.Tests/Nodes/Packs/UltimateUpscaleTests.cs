using Studio.Engine.Nodes.Packs.UltimateUpscale;
using Studio.Tests.Support;
using static Studio.Tests.Support.DemoPrompt;

namespace Studio.Tests.Nodes.Packs;

/// <summary>Tiles as the pack's own code cuts them (recorded), and a whole picture painted anew on the demo model.</summary>
public sealed class UltimateUpscaleTests(EngineFixture studio) : IClassFixture<EngineFixture>
{
    [Theory]
    [InlineData(80, 96, 0, true, "Linear", "0,0,64,64 16,0,80,64 0,32,64,96 48,64,80,96", "64x64 64x64 64x64 64x64")]
    [InlineData(80, 96, 16, true, "Linear", "0,0,80,80 0,0,80,80 0,16,80,96 32,48,80,96", "80x80 80x80 80x80 80x80")]
    [InlineData(80, 96, 8, false, "Chess", "0,0,72,72 56,56,80,96 56,0,80,72 0,56,72,96", "72x72 24x40 24x72 72x40")]
    [InlineData(136, 128, 8, true, "Chess", "0,0,72,72 64,0,136,72 56,48,136,128 56,0,136,80 0,56,72,128 64,56,136,128",
        "72x72 72x72 72x72 72x72 72x72 72x72")]
    [InlineData(80, 96, 8, true, "Linear", "0,0,72,72 8,0,80,72 0,24,72,96 40,56,80,96", "72x72 72x72 72x72 72x72")]
    [InlineData(56, 72, 8, true, "Linear", "0,0,56,72 0,16,56,72", "72x72 72x72")]
    [InlineData(64, 64, 16, true, "None", "", "")]
    public void Tiles_AreThoseOfThePack(int width, int height, int padding, bool uniform, string order, string seen, string sizes)
    {
        var tiles = new TilePlan(width, height, 64, 64, padding, uniform).Tiles(order).ToList();
        Assert.Equal(seen, string.Join(' ', tiles.Select(tile => $"{tile.Seen.Left},{tile.Seen.Top},{tile.Seen.Right},{tile.Seen.Bottom}")));
        Assert.Equal(sizes, string.Join(' ', tiles.Select(tile => $"{tile.Width}x{tile.Height}")));
    }

    [Fact]
    public async Task Picture_IsPaintedAnewInTiles()
    {
        var result = await studio.RunAsync(Prompt("None").Json);
        Assert.True(result.Failure is null, result.Failure?.Message);
        var picture = studio.Pictures(result, "9")[0].Pixels;
        Assert.Equal((128, 96), (picture.Width, picture.Height));
        Assert.True(picture.Pixels.Distinct().Count() > 10, "The picture is still one colour.");
    }

    [Fact]
    public async Task Seams_ThatAreToBeMended_AreRefusedByName()
    {
        var result = await studio.RunAsync(Prompt("Half Tile").Json);
        Assert.Contains("'Half Tile' is not done here", result.Failure!.Message, StringComparison.Ordinal);
    }

    private static DemoPrompt Prompt(string seams) => new DemoPrompt().Remove("4").Remove("5").Remove("6")
        .Add("20", "EmptyImage", ("width", 128), ("height", 96), ("batch_size", 1), ("color", 0x80C040))
        .Add("21", "UltimateSDUpscaleNoUpscale", ("upscaled_image", Link("20", 0)), ("model", Link("1", 0)), ("positive", Link("2", 0)),
            ("negative", Link("3", 0)), ("vae", Link("1", 2)), ("seed", 1), ("steps", 2), ("cfg", 2.0), ("sampler_name", "euler"),
            ("scheduler", "normal"), ("denoise", 0.8), ("mode_type", "Linear"), ("tile_width", 64), ("tile_height", 64), ("mask_blur", 4),
            ("tile_padding", 8), ("seam_fix_mode", seams), ("seam_fix_denoise", 1.0), ("seam_fix_width", 64), ("seam_fix_mask_blur", 8),
            ("seam_fix_padding", 16), ("force_uniform_tiles", true), ("tiled_decode", false), ("batch_size", 2))
        .Set("9", "images", Link("21", 0));
}
