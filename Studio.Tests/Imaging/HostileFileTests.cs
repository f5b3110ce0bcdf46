using System.Buffers.Binary;
using Studio.Engine;
using Studio.Engine.Imaging;
using static Studio.Tests.Imaging.SamplePictures;

namespace Studio.Tests.Imaging;

/// <summary>Files that strangers send.</summary>
public sealed class HostileFileTests
{
    public static TheoryData<ImageFormat> Formats() => [.. Enum.GetValues<ImageFormat>()];

    [Theory]
    [InlineData(60_000, 60_000, "at most 16384 on a side")]
    [InlineData(16_000, 16_000, "at most 134 million pixels")]
    public void Decode_HeaderDeclaresTooMuch_IsRefusedBeforePixels(int width, int height, string reason)
    {
        var bomb = DeclaringPng(width, height);
        foreach (var use in new Action[] { () => ImageCodec.Decode(bomb, "bomb.png"), () => ImageCodec.Probe(bomb, "bomb.png"),
            () => ImageCodec.Thumbnail(bomb, 64, name: "bomb.png") })
        {
            var failure = Assert.Throws<EngineException>(use);
            Assert.Equal(EngineError.BadFile, failure.Kind);
            Assert.StartsWith($"bomb.png is too large: {width} x {height} pixels", failure.Message, StringComparison.Ordinal);
            Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Decode_TooManyFrames_IsRefused()
    {
        var gif = Saved(Ramp(8, 8, 3, frames: 5), ".gif");
        var failure = Assert.Throws<EngineException>(() => ImageCodec.Decode(gif, "long.gif", new DecodeLimits(MaxFrames: 4)));
        Assert.Contains("5 frames; at most 4", failure.Message, StringComparison.Ordinal);
        Assert.Contains("million", Assert.Throws<EngineException>(
            () => ImageCodec.Decode(gif, "long.gif", new DecodeLimits(MaxPixels: 300))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_FileTooLong_IsRefused() => Assert.Contains("MiB",
        Assert.Throws<EngineException>(() => ImageCodec.Decode(File(ImageFormat.Png), "a.png", new DecodeLimits(MaxBytes: 100))).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("", "x.txt is empty")]
    [InlineData("hello, this is text", "x.txt is not a picture Studio can read")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG or HTML")]
    [InlineData("%PDF-1.7", "PDF")]
    public void Decode_NotAPicture_SaysWhatIsRead(string content, string expected)
    {
        var failure = Assert.Throws<EngineException>(() => ImageCodec.Decode(System.Text.Encoding.ASCII.GetBytes(content), "x.txt"));
        Assert.Equal(EngineError.BadFile, failure.Kind);
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
        Assert.Contains("PNG, JPEG, WebP, AVIF, GIF and TIFF are read", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Decode_CutAnywhere_IsRefused(ImageFormat format)
    {
        var whole = File(format, Noise(64, 48));
        for (var length = 12; length < whole.Length - 1; length += Math.Max(1, whole.Length / 97))
        {
            var failure = Assert.Throws<EngineException>(() => ImageCodec.Decode(whole.AsMemory(0, length), "half.img"));
            Assert.Equal(EngineError.BadFile, failure.Kind);
            Assert.StartsWith("half.img is ", failure.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(ImageFormat.Png)]
    [InlineData(ImageFormat.Jpeg)]
    [InlineData(ImageFormat.Webp)]
    [InlineData(ImageFormat.Avif)]
    public void Decode_HalfAFile_SaysItIsCutOff(ImageFormat format)
    {
        var whole = File(format, Noise(64, 48));
        var failure = Assert.Throws<EngineException>(() => ImageCodec.Decode(whole.AsMemory(0, whole.Length / 2), "half.img"));
        Assert.StartsWith("half.img is cut off", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_PngWithoutItsLastBytes_IsRefused()
    {
        var whole = File(ImageFormat.Png);
        Assert.Throws<EngineException>(() => ImageCodec.Decode(whole.AsMemory(0, whole.Length - 10)));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void AnyMember_DamagedFile_DecodesOrIsRefused(ImageFormat format)
    {
        var random = new Random((int)format);
        var limits = new DecodeLimits(MaxSide: 512, MaxPixels: 1 << 20, MaxFrames: 16);
        byte[][] origins = [File(format), File(format, Noise(31, 17, 4)), Saved(Ramp(16, 16), EndingOf(format))];
        for (var i = 0; i < 700; i++)
        {
            var damaged = Damage(origins[i % origins.Length], random);
            Try(() => ImageCodec.Decode(damaged, limits: limits));
            Try(() => ImageCodec.ReadText(damaged));
            if (i % 4 == 0)
                Try(() => ImageCodec.Thumbnail(damaged, 16, limits: limits));
        }

        static void Try(Action use)
        {
            try
            {
                use();
            }
            catch (EngineException failure)
            {
                Assert.Equal(EngineError.BadFile, failure.Kind);
            }
        }
    }

    [Fact]
    public void Decode_JpegWithStrayBytes_IsForgiven()
    {
        var jpeg = File(ImageFormat.Jpeg);
        byte[] stray = [.. jpeg[..2], 0xFF, 0xFF, 0, 0, 0, .. jpeg[2..]];
        Assert.Equal(ImageCodec.Decode(jpeg).Pixels.Pixels, ImageCodec.Decode(stray).Pixels.Pixels);
    }

    [Fact]
    public void Decode_GarbageBehindASignature_IsRefused()
    {
        var random = new Random(3);
        foreach (var format in Enum.GetValues<ImageFormat>())
            for (var i = 0; i < 50; i++)
            {
                var garbage = new byte[random.Next(12, 400)];
                random.NextBytes(garbage);
                File(format).AsSpan(0, 12).CopyTo(garbage);
                Assert.Equal(EngineError.BadFile, Assert.Throws<EngineException>(() => ImageCodec.Decode(garbage)).Kind);
            }
    }

    internal static byte[] Damage(byte[] origin, Random random)
    {
        var bytes = origin.ToList();
        for (var k = random.Next(1, 6); k > 0; k--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: bytes[at] = (byte)random.Next(256); break;
                case 2: bytes[random.Next(Math.Min(64, bytes.Count))] = (byte)(random.Next(2) * 255); break;
                case 3: bytes.Insert(at, (byte)random.Next(256)); break;
                case 4: bytes.RemoveRange(at, Math.Min(random.Next(1, 9), bytes.Count - at - 1)); break;
                default: bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 40), bytes.Count - at))); break;
            }
        }
        return [.. bytes];
    }

    private static string EndingOf(ImageFormat format) =>
        format == ImageFormat.Avif ? ".avif[compression=av1,effort=0]" : $".{format.Name()}";

    /// <summary>A whole PNG whose header claims a size that its pixels do not have.</summary>
    internal static byte[] DeclaringPng(int width, int height)
    {
        var png = File(ImageFormat.Png);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), height);
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(29), ImageTextTests.Crc(png.AsSpan(12, 17)));
        return png;
    }
}
