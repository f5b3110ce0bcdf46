using System.Buffers.Binary;
using Studio.Engine;
using Studio.Engine.Imaging;
using static Studio.Tests.Imaging.SamplePictures;

namespace Studio.Tests.Imaging;

/// <summary>
/// Files of which a part is missing or wrong: what is believed at an upload loads later, and what lies in a folder gives what it can.
/// </summary>
public sealed class DamagedPictureTests
{
    public static TheoryData<string> Kinds() =>
        [".png", ".png[interlace=true]", ".png[palette=true]", ".jpg", ".jpg[interlace=true]", ".webp", ".webp[lossless=true]", ".gif",
            ".tif", ".tif[compression=lzw]", ".tif[compression=deflate]", ".tif[tile=true,compression=lzw]", ".tif[compression=jpeg]",
            ".avif[compression=av1,effort=0]", "apng", "gif of frames", "webp of frames", "tif of pages"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Verify_WholeFile_Passes(string kind)
    {
        var file = Of(kind);
        Assert.Equal(ImageCodec.Probe(file), ImageCodec.Verify(file));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Verify_FileCutAnywhere_PassesOnlyWhatLoadsWhole(string kind)
    {
        var file = Of(kind);
        var whole = ImageCodec.Decode(file).Pixels.Pixels;
        foreach (var share in new[] { 0.02, 0.1, 0.25, 0.4, 0.5, 0.6, 0.75, 0.9, 0.97, 0.995 })
        {
            var cut = file[..(int)(file.Length * share)];
            if (Passes(cut))
                Assert.Equal(whole, ImageCodec.Decode(cut).Pixels.Pixels);
        }
        Assert.False(Passes(file[..(file.Length / 2)]));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Verify_FileWithFlippedBits_PassesOnlyWhatLoads(string kind)
    {
        var random = new Random(kind.Length);
        var file = Of(kind);
        for (var i = 0; i < 60; i++)
        {
            var flipped = file.ToArray();
            flipped[random.Next(12, file.Length)] ^= (byte)(1 << random.Next(8));
            if (Passes(flipped))
                ImageCodec.Decode(flipped);
        }
    }

    /// <summary>
    /// What a PNG's checksums cover is told wrong wherever it is: a picture of which thumbnails can be made may still not decode.
    /// </summary>
    [Fact]
    public void Verify_PngWithOneBitOfItsPixelsFlipped_IsRefused()
    {
        var file = ImageCodec.EncodePng(Noise(300, 200)).Bytes;
        var random = new Random(7);
        for (var i = 0; i < 25; i++)
        {
            var flipped = file.ToArray();
            flipped[random.Next(60, file.Length - 16)] ^= (byte)(1 << random.Next(8));
            Assert.False(Passes(flipped));
        }
    }

    [Fact]
    public void Verify_DamageInALaterFrame_IsRefused()
    {
        var file = System.IO.File.ReadAllBytes(ReferencePicturesTests.PathOf("apng_rgba.png"));
        var at = file.AsSpan().LastIndexOf("fdAT"u8) + 12;
        file[at] ^= 4;
        Assert.False(Passes(file));
        Assert.Throws<EngineException>(() => ImageCodec.Decode(file));
        Assert.NotNull(ImageCodec.Load(file).Damage);
    }

    [Theory]
    [InlineData(".png", 0)]
    [InlineData(".png[palette=true]", null)]
    [InlineData(".jpg[Q=95]", null)]
    [InlineData(".tif", 0)]
    [InlineData(".gif", 255)]
    public void Load_FileCutInTheMiddle_GivesWhatThereIs(string kind, int? rest)
    {
        var picture = Tall(kind == ".gif");
        var file = Saved(picture, kind);
        var whole = ImageCodec.Load(file);
        Assert.Null(whole.Damage);

        // the library writes a TIFF's directory last; only one that comes first can be read from its beginning
        var cut = ImageCodec.Load(
            kind == ".tif" ? TiffWithDirectoryFirst(picture)[..(picture.Pixels.Length / 2)] : file[..(file.Length / 2)], "half.img");

        Assert.StartsWith("half.img is ", cut.Damage, StringComparison.Ordinal);
        Assert.Equal((whole.Pixels.Width, whole.Pixels.Height), (cut.Pixels.Width, cut.Pixels.Height));
        var (before, after) = (whole.Pixels.WithoutAlpha().Pixels, cut.Pixels.WithoutAlpha().Pixels);
        Assert.Equal(before[..(before.Length / 8)], after[..(after.Length / 8)]);
        if (rest is { } value)
            Assert.Equal([(byte)value, (byte)value, (byte)value], after[^3..]);
        if (kind == ".gif")
            Assert.Equal(0, cut.Pixels.Alpha()[^1]);
    }

    [Theory]
    [InlineData(".webp[lossless=true]")]
    [InlineData(".avif[compression=av1,effort=0]")]
    public void Load_FileCutInAFormatThatIsAllOrNothing_SaysThatItIsCutOff(string kind)
    {
        var file = Of(kind);
        var failure = Assert.Throws<EngineException>(() => ImageCodec.Load(file.AsMemory(0, file.Length / 2), "half.img"));
        Assert.StartsWith("half.img is cut off", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>Pixels up to the flipped bit are as they were, in the picture and in its thumbnail.</summary>
    [Fact]
    public void Load_PngWithAFlippedBit_GivesThePixelsBefore()
    {
        var picture = Tall();
        var file = ImageCodec.EncodePng(picture, level: 0).Bytes;
        file[file.Length * 3 / 4] ^= 1;
        var loaded = ImageCodec.Load(file);
        Assert.NotNull(loaded.Damage);
        Assert.Equal(picture.Pixels[..(picture.Pixels.Length / 2)], loaded.Pixels.Pixels[..(picture.Pixels.Length / 2)]);
        var small = ImageCodec.Decode(ImageCodec.Thumbnail(file, 64, ImageFormat.Png).Bytes).Pixels;
        Assert.Contains(small.Pixels[..(small.Pixels.Length / 4)], value => value != 0);
    }

    [Fact]
    public void Load_TooLarge_IsRefusedThoughItIsDamagedToo() =>
        Assert.Contains("too large", Assert.Throws<EngineException>(
            () => ImageCodec.Load(HostileFileTests.DeclaringPng(60_000, 60_000))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(4, "leaves the picture")]
    [InlineData(12, "leaves the picture")]
    [InlineData(24, "not understood")]
    public void AnimatedPng_FrameThatMakesNoSense_IsRefusedAndThoseBeforeLoad(int at, string reason)
    {
        var file = System.IO.File.ReadAllBytes(ReferencePicturesTests.PathOf("apng_rgb.png"));
        var control = file.AsSpan().LastIndexOf("fcTL"u8);
        file[control + 4 + at] = 0x70;
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(control + 4 + 26), ImageTextTests.Crc(file.AsSpan(control, 30)));

        var failure = Assert.Throws<EngineException>(() => ImageCodec.Decode(file));
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
        var loaded = ImageCodec.Load(file);
        Assert.Equal((3, failure.Message), (loaded.Pixels.Frames, loaded.Damage));
    }

    [Fact]
    public void AnimatedPng_ManyFramesOnALargeCanvas_AreRefusedBeforeOneIsDecoded()
    {
        var file = System.IO.File.ReadAllBytes(ReferencePicturesTests.PathOf("apng_rgba.png"));
        Assert.Contains("8 frames; at most 4", Refusal(new DecodeLimits(MaxFrames: 4)), StringComparison.Ordinal);
        Assert.Contains("8 x 6 pixels in 8 frames", Refusal(new DecodeLimits(MaxPixels: 8 * 6 * 7)), StringComparison.Ordinal);

        string Refusal(DecodeLimits limits)
        {
            Assert.Throws<EngineException>(() => ImageCodec.Verify(file, limits: limits));
            return Assert.Throws<EngineException>(() => ImageCodec.Load(file, limits: limits)).Message;
        }
    }

    private static byte[] Of(string kind) => kind switch
    {
        "apng" => System.IO.File.ReadAllBytes(ReferencePicturesTests.PathOf("apng_case.png")),
        "gif of frames" => Saved(Ramp(40, 30, 3, frames: 3), ".gif"),
        "webp of frames" => Saved(Ramp(40, 30, 3, frames: 3), ".webp"),
        "tif of pages" => Saved(Ramp(40, 30, 3, frames: 3), ".tif[compression=deflate]"),
        _ => Saved(Noise(64, 48), kind),
    };

    private static bool Passes(byte[] file)
    {
        try
        {
            ImageCodec.Verify(file);
            return true;
        }
        catch (EngineException failure) when (failure.Kind == EngineError.BadFile)
        {
            return false;
        }
    }

    /// <summary>Long enough that half of its file is many rows; few colours where a palette has to hold them.</summary>
    private static RgbImage Tall(bool fewColours = false)
    {
        var noise = Noise(64, 400);
        return fewColours ? new RgbImage([.. noise.Pixels.Select(value => (byte)(value / 128 * 255))], 1, 400, 64, 3) : noise;
    }

    /// <summary>A baseline TIFF of one strip, pixels last.</summary>
    private static byte[] TiffWithDirectoryFirst(RgbImage picture)
    {
        const int Depths = 8 + 2 + 9 * 12 + 4, PixelsAt = Depths + 6;
        var tiff = new byte[PixelsAt + picture.Pixels.Length];
        "II*\0"u8.CopyTo(tiff);
        Number(4, 8);
        BinaryPrimitives.WriteUInt16LittleEndian(tiff.AsSpan(8), 9);
        (int Tag, int Type, int Count, int Value)[] entries =
        [
            (256, 3, 1, picture.Width), (257, 3, 1, picture.Height), (258, 3, 3, Depths), (259, 3, 1, 1), (262, 3, 1, 2),
            (273, 4, 1, PixelsAt), (277, 3, 1, 3), (278, 3, 1, picture.Height), (279, 4, 1, picture.Pixels.Length),
        ];
        for (var i = 0; i < entries.Length; i++)
        {
            var at = 10 + i * 12;
            BinaryPrimitives.WriteUInt16LittleEndian(tiff.AsSpan(at), (ushort)entries[i].Tag);
            BinaryPrimitives.WriteUInt16LittleEndian(tiff.AsSpan(at + 2), (ushort)entries[i].Type);
            Number(at + 4, entries[i].Count);
            Number(at + 8, entries[i].Value);
        }
        for (var c = 0; c < 3; c++)
            tiff[Depths + c * 2] = 8;
        picture.Pixels.CopyTo(tiff, PixelsAt);
        return tiff;

        void Number(int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(tiff.AsSpan(at), value);
    }
}
