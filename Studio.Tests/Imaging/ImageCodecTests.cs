using Studio.Engine;
using Studio.Engine.Imaging;
using static Studio.Tests.Imaging.SamplePictures;

namespace Studio.Tests.Imaging;

public sealed class ImageCodecTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public void Png_AnyPixels_ComeBackExactly(int channels)
    {
        var picture = Noise(61, 37, channels);
        foreach (var level in new[] { 0, 1, 4, 9, 99 })
        {
            var decoded = ImageCodec.Decode(ImageCodec.EncodePng(picture, level).Bytes);
            Assert.Equal((61, 37, channels, 1),
                (decoded.Pixels.Width, decoded.Pixels.Height, decoded.Pixels.Channels, decoded.Pixels.Frames));
            Assert.Equal(picture.Pixels, decoded.Pixels.Pixels);
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public void LosslessWebp_OpaquePixels_ComeBackExactly(int channels)
    {
        var picture = Noise(61, 37, 3).WithAlpha(Enumerable.Repeat((byte)200, 61 * 37).ToArray());
        picture = channels == 3 ? picture.WithoutAlpha() : picture;
        var decoded = ImageCodec.Decode(ImageCodec.EncodeWebp(picture, lossless: true).Bytes);
        Assert.Equal(picture.Pixels, decoded.Pixels.Pixels);
    }

    [Theory]
    [InlineData(ImageFormat.Jpeg, 3)]
    [InlineData(ImageFormat.Webp, 3)]
    [InlineData(ImageFormat.Webp, 4)]
    [InlineData(ImageFormat.Avif, 3)]
    [InlineData(ImageFormat.Avif, 4)]
    public void Encode_LossyFormat_StaysClose(ImageFormat format, int channels)
    {
        var picture = Ramp(96, 64, channels);
        var encoded = ImageCodec.Encode(picture, format, 95);
        Assert.Equal("image/" + format.ToString().ToLowerInvariant(), encoded.MimeType);
        var decoded = ImageCodec.Decode(encoded.Bytes);
        Assert.Equal(format, decoded.Format);
        var difference = decoded.Pixels.Pixels.Zip(picture.Pixels, (a, b) => Math.Abs(a - b)).Average();
        Assert.InRange(difference, 0, 4);
    }

    [Fact]
    public void EncodeJpeg_WithAlpha_DropsIt()
    {
        var decoded = ImageCodec.Decode(ImageCodec.EncodeJpeg(Ramp(32, 32, 4), 100).Bytes);
        Assert.InRange(LargestDifference(Ramp(32, 32, 4).WithoutAlpha().Pixels, decoded.Pixels.Pixels), 0, 12);
    }

    [Theory]
    [InlineData(ImageFormat.Png)]
    [InlineData(ImageFormat.Jpeg)]
    [InlineData(ImageFormat.Webp)]
    public void Encode_WithoutText_AddsNoMetadata(ImageFormat format)
    {
        var bytes = System.Text.Encoding.Latin1.GetString(ImageCodec.Encode(Ramp(16, 16, 3), format, 90).Bytes);

        Assert.DoesNotContain("exif", bytes, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Encode_ReadOnlyFormat_NamesTheOthers()
    {
        var failure = Assert.Throws<EngineException>(() => ImageCodec.Encode(Ramp(8, 8), ImageFormat.Gif, 90));
        Assert.Contains("PNG, JPEG, WebP or AVIF", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EncodeWebp_TooWide_SaysWhatToDo()
    {
        var failure = Assert.Throws<EngineException>(() => ImageCodec.EncodeWebp(Ramp(16_384, 1)));
        Assert.Equal(EngineError.BadPrompt, failure.Kind);
        Assert.Contains("Save it as PNG", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_AnimatedGif_GivesABatch()
    {
        var frames = Ramp(40, 30, 3, frames: 3);
        var decoded = ImageCodec.Decode(Saved(frames, ".gif"));
        Assert.Equal((3, 30, 40), (decoded.Pixels.Frames, decoded.Pixels.Height, decoded.Pixels.Width));
        for (var i = 0; i < 3; i++)
        {
            var difference = decoded.Pixels.Frame(i).WithoutAlpha().Pixels.Zip(frames.Frame(i).Pixels, (a, b) => Math.Abs(a - b)).Average();
            Assert.InRange(difference, 0, 12); // 256 colours
        }
    }

    [Fact]
    public void AnimatedWebp_Lossless_ComesBackExactly()
    {
        var frames = Ramp(40, 30, 3, frames: 4);
        var bytes = ImageCodec.EncodeAnimatedWebp(frames, framesPerSecond: 8).Bytes;
        Assert.Equal(4, ImageCodec.Probe(bytes).Frames);
        Assert.Equal(frames.Pixels, ImageCodec.Decode(bytes).Pixels.WithoutAlpha().Pixels);
    }

    [Fact]
    public void Probe_EachFormat_SaysSizeAndKind()
    {
        foreach (var format in Enum.GetValues<ImageFormat>())
            Assert.Equal(new ImageInfo(format, 48, 32, 3, 1, 1), ImageCodec.Probe(File(format)));
    }

    [Fact]
    public void Thumbnail_LargePicture_FitsTheSquareAndLosesItsText()
    {
        var text = new Dictionary<string, string> { ["prompt"] = "{\"1\":{}}" };
        foreach (var format in new[] { ImageFormat.Png, ImageFormat.Jpeg, ImageFormat.Webp, ImageFormat.Avif })
        {
            var bytes = ImageCodec.Encode(Ramp(300, 200), format, 90, text).Bytes;
            var thumbnail = ImageCodec.Thumbnail(bytes, 64);
            Assert.Equal("image/webp", thumbnail.MimeType);
            var info = ImageCodec.Probe(thumbnail.Bytes);
            Assert.Equal((64, 43), (info.Width, info.Height));
            Assert.Empty(ImageCodec.ReadText(thumbnail.Bytes));
            Assert.NotEmpty(ImageCodec.ReadText(bytes));
        }
    }

    [Fact]
    public void Thumbnail_SmallPicture_IsNotEnlarged() =>
        Assert.Equal(20, ImageCodec.Probe(ImageCodec.Thumbnail(ImageCodec.EncodePng(Ramp(20, 10)).Bytes, 64).Bytes).Width);

    [Fact]
    public async Task Codec_ManyThreads_AgreeAndReleaseEverything()
    {
        var pictures = Enumerable.Range(0, 4).Select(seed => Noise(90, 70, 3 + seed % 2, seed)).ToArray();
        await Parallel.ForAsync(0, 80, new ParallelOptions { MaxDegreeOfParallelism = 4 }, (i, _) =>
        {
            var picture = pictures[i % 4];
            Assert.Equal(picture.Pixels, ImageCodec.Decode(ImageCodec.EncodePng(picture).Bytes).Pixels.Pixels);
            Assert.Equal(32, ImageCodec.Probe(ImageCodec.Thumbnail(ImageCodec.EncodeJpeg(picture).Bytes, 32).Bytes).Width);
            return ValueTask.CompletedTask;
        });
    }

    [Fact]
    public void Decode_MissingFile_SaysSo()
    {
        var failure = Assert.Throws<EngineException>(() => ImageCodec.Decode(Path.Combine(Path.GetTempPath(), "nowhere", "cat.png")));
        Assert.Equal((EngineError.BadFile, "cat.png is not there."), (failure.Kind, failure.Message));
    }
}
