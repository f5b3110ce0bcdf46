using NetVips;
using Studio.Engine.Imaging;
using static Studio.Tests.Imaging.SamplePictures;

namespace Studio.Tests.Imaging;

/// <summary>Whatever a file stores, decoding gives upright 8-bit RGB or RGBA.</summary>
public sealed class DecodedColoursTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Decode_Orientation_TurnsUpright(int orientation)
    {
        const int Width = 20, Height = 12;
        var stored = Noise(Width, Height);
        var isTurned = orientation >= 5;
        foreach (var ending in new[] { ".webp[lossless=true]", ".tif[compression=lzw]", ".png" })
        {
            var file = Saved(stored, ending, image => image.Set(GValue.GIntType, "orientation", orientation));
            var info = ImageCodec.Probe(file);
            Assert.Equal((isTurned ? Height : Width, orientation), (info.Width, info.Orientation));
            var upright = ImageCodec.Decode(file).Pixels;
            Assert.Equal((info.Width, info.Height), (upright.Width, upright.Height));
            for (var y = 0; y < upright.Height; y++)
                for (var x = 0; x < upright.Width; x++)
                {
                    var (sx, sy) = Stored(orientation, x, y, Width, Height);
                    Assert.Equal(stored.Pixels[(sy * Width + sx) * 3], upright.Pixels[(y * upright.Width + x) * 3]);
                }
        }
    }

    [Fact]
    public void Thumbnail_Orientation_TurnsUpright()
    {
        var file = Saved(Ramp(200, 100), ".jpg", image => image.Set(GValue.GIntType, "orientation", 6));
        var info = ImageCodec.Probe(ImageCodec.Thumbnail(file, 50).Bytes);
        Assert.Equal((25, 50), (info.Width, info.Height));
    }

    [Fact]
    public void Decode_SixteenBitGrey_GivesTheHighByte()
    {
        var grey = Ramp(48, 32);
        var file = Saved(grey, ".png", steps: image =>
            image.ExtractBand(0).Linear([257], [100]).Cast(Enums.BandFormat.Ushort).Copy(interpretation: Enums.Interpretation.Grey16));
        Assert.Equal(16, file[24]);
        var decoded = ImageCodec.Decode(file).Pixels;
        Assert.Equal(3, decoded.Channels);
        for (var i = 0; i < 48 * 32; i++)
            Assert.All(decoded.Pixels[(i * 3)..(i * 3 + 3)], value => Assert.InRange(value - grey.Pixels[i * 3], 0, 1));
    }

    [Fact]
    public void Decode_SixteenBitWithAlpha_KeepsAlpha()
    {
        var picture = Ramp(48, 32, 4);
        var file = Saved(picture, ".png",
            steps: image => image.Linear([257], [0]).Cast(Enums.BandFormat.Ushort).Copy(interpretation: Enums.Interpretation.Rgb16));
        Assert.Equal(16, file[24]);
        Assert.Equal(picture.Pixels, ImageCodec.Decode(file).Pixels.Pixels);
    }

    [Fact]
    public void Decode_Grey_GivesEqualChannels()
    {
        foreach (var ending in new[] { ".png", ".jpg", ".tif" })
        {
            var decoded = ImageCodec.Decode(Saved(Ramp(48, 32), ending, steps: image => image.Colourspace(Enums.Interpretation.Bw))).Pixels;
            Assert.Equal(3, decoded.Channels);
            for (var i = 0; i < decoded.Pixels.Length; i += 3)
                Assert.Equal((decoded.Pixels[i], decoded.Pixels[i]), (decoded.Pixels[i + 1], decoded.Pixels[i + 2]));
        }
    }

    [Fact]
    public void Decode_Palette_GivesItsColours()
    {
        var picture = new RgbImage(
            [.. Enumerable.Range(0, 64).SelectMany(i => new byte[] { (byte)(i % 4 * 80), 0, (byte)(i / 32 * 255) })], 1, 8, 8, 3);
        var file = Saved(picture, ".png[palette=true,dither=0]");
        Assert.Equal(3, file[25]);
        Assert.InRange(LargestDifference(picture.Pixels, ImageCodec.Decode(file).Pixels.WithoutAlpha().Pixels), 0, 4);
    }

    [Fact]
    public void Decode_TurnedAnimation_StaysAsStored()
    {
        var frames = Ramp(40, 30, 3, frames: 3);
        var file = Saved(frames, ".webp[lossless=true]", image => image.Set(GValue.GIntType, "orientation", 6));
        Assert.Equal(frames.Pixels, ImageCodec.Decode(file).Pixels.WithoutAlpha().Pixels);
    }

    [Fact]
    public void Decode_PagesOfATiff_AreABatch()
    {
        var pages = Ramp(40, 30, 3, frames: 3);
        var decoded = ImageCodec.Decode(Saved(pages, ".tif[compression=lzw]")).Pixels;
        Assert.Equal(3, decoded.Frames);
        Assert.Equal(pages.Pixels, decoded.Pixels);
    }

    [Fact]
    public void Decode_GreyWithAlpha_GivesFourChannels()
    {
        var grey = Ramp(48, 32, 4);
        var decoded = ImageCodec.Decode(Saved(grey, ".png", steps: image => image.Colourspace(Enums.Interpretation.Bw))).Pixels;
        Assert.Equal(4, decoded.Channels);
        Assert.Equal(grey.Alpha(), decoded.Alpha());
    }

    [Fact]
    public void Decode_FloatTiff_GivesBytes()
    {
        var file = Saved(Ramp(48, 32), ".tif", steps: image => image.Cast(Enums.BandFormat.Float));
        Assert.Equal(3, ImageCodec.Decode(file).Pixels.Channels);
    }

    /// <summary>Where EXIF's orientation says that pixel (x, y) of the upright picture is stored.</summary>
    private static (int X, int Y) Stored(int orientation, int x, int y, int width, int height) => orientation switch
    {
        1 => (x, y),
        2 => (width - 1 - x, y),
        3 => (width - 1 - x, height - 1 - y),
        4 => (x, height - 1 - y),
        5 => (y, x),
        6 => (y, height - 1 - x),
        7 => (width - 1 - y, height - 1 - x),
        _ => (width - 1 - y, x),
    };
}
