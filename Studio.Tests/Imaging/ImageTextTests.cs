using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Studio.Engine.Imaging;
using static Studio.Tests.Imaging.SamplePictures;

namespace Studio.Tests.Imaging;

public sealed class ImageTextTests
{
    private const string Prompt = "{\"3\": {\"class_type\": \"KSampler\"}}";
    private const string Unicode = "{\"text\": \"Grüße, 日本語 🎨 кот\"}";

    [Fact]
    public void Png_AsciiAndUnicode_UseTextAndInternationalChunks()
    {
        var text = new Dictionary<string, string> { ["prompt"] = Prompt, ["umlaut"] = "Grüße", ["workflow"] = Unicode };
        var png = ImageCodec.EncodePng(Ramp(8, 8), text: text).Bytes;
        Assert.Equal(["IHDR", "tEXt", "tEXt", "iTXt"], Chunks(png).Take(4).Select(chunk => chunk.Type));
        Assert.All(Chunks(png), chunk => Assert.True(chunk.CrcIsRight, chunk.Type));
        Assert.Equal(text, ImageCodec.ReadText(png));
        Assert.Equal(Ramp(8, 8).Pixels, ImageCodec.Decode(png).Pixels.Pixels);
    }

    [Fact]
    public void Png_MegabyteOfWorkflow_ComesBack()
    {
        var text = new Dictionary<string, string> { ["prompt"] = Prompt, ["workflow"] = string.Concat(Enumerable.Repeat(Unicode, 30_000)) };
        Assert.Equal(text, ImageCodec.ReadText(ImageCodec.EncodePng(Ramp(8, 8), text: text).Bytes));
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("日本", "??")]
    [InlineData("a\nb\0c", "a?b?c")]
    public void Png_OddKey_IsMadeToFit(string key, string? expected)
    {
        var read = ImageCodec.ReadText(ImageCodec.EncodePng(Ramp(8, 8), text: new Dictionary<string, string> { [key] = "x\0y" }).Bytes);
        Assert.Equal(expected is null ? [] : new Dictionary<string, string> { [expected] = "xy" }, read);
    }

    [Fact]
    public void Png_DeflatedChunks_AreRead()
    {
        var deflated = Deflate(Encoding.UTF8.GetBytes(Unicode));
        byte[] png =
        [
            .. File(ImageFormat.Png)[..33],
            .. Chunk("zTXt", [.. "parameters\0\0"u8, .. deflated]),
            .. Chunk("iTXt", [.. "workflow\0\u0001\0de\0Ablauf\0"u8, .. deflated]),
            .. Chunk("zTXt", [.. "broken\0\0"u8, 1, 2, 3]),
            .. Chunk("tEXt", "no zero"u8.ToArray()),
            .. File(ImageFormat.Png)[33..],
        ];
        Assert.Equal(new Dictionary<string, string> { ["parameters"] = Unicode, ["workflow"] = Unicode }, ImageCodec.ReadText(png));
    }

    [Fact]
    public void Png_TextThatInflatesWithoutEnd_IsPassedOver()
    {
        byte[] png = [.. File(ImageFormat.Png)[..33], .. Chunk("zTXt", [.. "bomb\0\0"u8, .. Deflate(new byte[100 << 20])]),
            .. File(ImageFormat.Png)[33..]];
        Assert.Empty(ImageCodec.ReadText(png));
    }

    [Theory]
    [InlineData(ImageFormat.Webp)]
    [InlineData(ImageFormat.Jpeg)]
    [InlineData(ImageFormat.Avif)]
    public void Exif_PromptAndExtras_ComeBack(ImageFormat format)
    {
        var text = new Dictionary<string, string> { ["prompt"] = Prompt, ["workflow"] = Unicode, ["extra"] = "[1, 2]", ["more"] = "\"x\"" };
        var read = ImageCodec.ReadText(ImageCodec.Encode(Ramp(16, 16), format, 90, text).Bytes);
        Assert.Equal(text, new Dictionary<string, string>(read));
    }

    [Fact]
    public void Exif_Prompt_StandsUnderModelAndWorkflowUnderMake()
    {
        var webp =
            ImageCodec.EncodeWebp(Ramp(16, 16), text: new Dictionary<string, string> { ["prompt"] = "{}", ["workflow"] = "{}" }).Bytes;
        var tags = ExifTags(webp);
        Assert.Equal("prompt:{}", tags[0x0110]);
        Assert.Equal("workflow:{}", tags[0x010F]);
    }

    [Theory]
    [InlineData(3, false)]
    [InlineData(4, false)]
    [InlineData(3, true)]
    [InlineData(4, true)]
    public void Webp_MegabyteOfWorkflow_ComesBackWithThePicture(int channels, bool lossless)
    {
        var text = new Dictionary<string, string> { ["prompt"] = Prompt,
            ["workflow"] = $"[{string.Concat(Enumerable.Repeat(Unicode, 30_000))}]" };
        var plain = ImageCodec.EncodeWebp(Ramp(33, 17, channels), 90, lossless).Bytes;
        var described = ImageCodec.EncodeWebp(Ramp(33, 17, channels), 90, lossless, text).Bytes;
        Assert.Equal(text, ImageCodec.ReadText(described));
        Assert.Equal(ImageCodec.Decode(plain).Pixels.Pixels, ImageCodec.Decode(described).Pixels.Pixels);
    }

    [Fact]
    public void AnimatedWebp_Text_ComesBack()
    {
        var text = new Dictionary<string, string> { ["prompt"] = Prompt, ["workflow"] = Unicode };
        var webp = ImageCodec.EncodeAnimatedWebp(Ramp(16, 16, 3, frames: 3), 6, text: text).Bytes;
        Assert.Equal(text, ImageCodec.ReadText(webp));
        Assert.Equal(3, ImageCodec.Decode(webp).Pixels.Frames);
    }

    [Theory]
    [InlineData(ImageFormat.Jpeg)]
    [InlineData(ImageFormat.Avif)]
    public void Exif_WorkflowTooLong_KeepsPictureAndPrompt(ImageFormat format)
    {
        var text = new Dictionary<string, string> { ["prompt"] = Prompt, ["workflow"] = "{" + new string('x', 100_000) };
        var file = ImageCodec.Encode(Ramp(16, 16), format, 90, text).Bytes;
        Assert.Equal(new Dictionary<string, string> { ["prompt"] = Prompt }, ImageCodec.ReadText(file));
        Assert.Equal(16, ImageCodec.Decode(file).Pixels.Width);
    }

    [Fact]
    public void ReadText_NotAPicture_IsEmpty() => Assert.Empty(ImageCodec.ReadText("hello"u8.ToArray()));

    [Fact]
    public void ReadText_CameraFields_AreNotTakenForPrompts()
    {
        var block = ExifText.Build(new Dictionary<string, string> { ["Canon"] = " EOS", ["prompt"] = "a cat" })!;
        Assert.Equal(new Dictionary<string, string> { ["prompt"] = "a cat" }, ExifText.Read(block));
    }

    [Fact]
    public void ExifRead_DamagedBlock_NeverFails()
    {
        var block = ExifText.Build(new Dictionary<string, string> { ["prompt"] = Prompt, ["workflow"] = Unicode })!;
        var random = new Random(5);
        for (var i = 0; i < 20_000; i++)
        {
            var damaged = (byte[])block.Clone();
            for (var k = random.Next(1, 5); k > 0; k--)
                damaged[random.Next(6, 60)] = (byte)random.Next(256);
            ExifText.Read(damaged.AsSpan(0, random.Next(block.Length + 1)));
        }
    }

    private static Dictionary<int, string> ExifTags(byte[] webp)
    {
        var tiff = webp.AsSpan(webp.AsSpan().IndexOf("EXIF"u8) + 8);
        if (tiff.StartsWith("Exif"u8))
            tiff = tiff[6..];
        var tags = new Dictionary<int, string>();
        var isLittle = tiff[0] == 'I';
        int Short(ReadOnlySpan<byte> at) =>
            isLittle ? BinaryPrimitives.ReadUInt16LittleEndian(at) : BinaryPrimitives.ReadUInt16BigEndian(at);
        int Long(ReadOnlySpan<byte> at) => isLittle ? BinaryPrimitives.ReadInt32LittleEndian(at) : BinaryPrimitives.ReadInt32BigEndian(at);
        var folder = Long(tiff[4..]);
        for (var i = 0; i < Short(tiff[folder..]); i++)
        {
            var entry = tiff[(folder + 2 + 12 * i)..];
            if (Short(entry[2..]) == 2 && Long(entry[4..]) is > 4 and var length)
                tags[Short(entry)] = Encoding.UTF8.GetString(tiff.Slice(Long(entry[8..]), length)).TrimEnd('\0');
        }
        return tags;
    }

    private static IEnumerable<(string Type, bool CrcIsRight)> Chunks(byte[] png)
    {
        for (var at = 8; at < png.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            var body = png.AsSpan(at + 4, length + 4);
            var stored = BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(at + 8 + length));
            yield return (Encoding.ASCII.GetString(body[..4]), Crc(body) == stored);
            at += 12 + length;
        }
    }

    private static byte[] Chunk(string type, byte[] content)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. content];
        var chunk = new byte[body.Length + 8];
        BinaryPrimitives.WriteInt32BigEndian(chunk, content.Length);
        body.CopyTo(chunk, 4);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(body.Length + 4), Crc(body));
        return chunk;
    }

    private static byte[] Deflate(byte[] bytes)
    {
        using var result = new MemoryStream();
        using (var zlib = new ZLibStream(result, CompressionLevel.Fastest))
            zlib.Write(bytes);
        return result.ToArray();
    }

    /// <summary>CRC-32 bit by bit, as ISO 3309 defines it; the encoder's goes by table.</summary>
    internal static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = ~0u;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
        }
        return ~crc;
    }
}
