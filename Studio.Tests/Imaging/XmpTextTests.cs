using System.Buffers.Binary;
using System.Text;
using Studio.Engine.Imaging;
using static Studio.Tests.Imaging.SamplePictures;

namespace Studio.Tests.Imaging;

public sealed class XmpTextTests
{
    private const string Comment = "a fox & a hen\nSteps: 5, Sampler: Euler, Seed: 1";

    private static readonly string Packet = $"""
        <?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
        <rdf:Description xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
        <dc:description><rdf:Alt><rdf:li xml:lang="x-default">a fox</rdf:li></rdf:Alt></dc:description>
        <exif:UserComment><rdf:Alt><rdf:li xml:lang="x-default">{Comment.Replace("&", "&amp;", StringComparison.Ordinal)}</rdf:li></rdf:Alt></exif:UserComment>
        </rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>
        """;

    [Theory]
    [InlineData(ImageFormat.Png)]
    [InlineData(ImageFormat.Webp)]
    [InlineData(ImageFormat.Jpeg)]
    public void ReadText_OfAPacket_HasItsComment(ImageFormat format) =>
        Assert.Equal(Comment, ImageCodec.ReadText(With(format, Encoding.UTF8.GetBytes(Packet))).GetValueOrDefault("parameters"));

    [Fact]
    public void Read_Description_StandsInForAComment() =>
        Assert.Equal("a fox", XmpText.Read(Encoding.UTF8.GetBytes(Packet.Replace("exif:UserComment", "exif:Other",
            StringComparison.Ordinal))));

    [Fact]
    public void Read_PacketMadeToHarm_IsPassedOver()
    {
        Assert.Null(XmpText.Read("<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><x>&b;</x>"u8));
        Assert.Null(XmpText.Read("<x><y></x>"u8));
        Assert.Null(XmpText.Read([]));
        Assert.Null(XmpText.Read(new byte[5 << 20]));
        Assert.Null(XmpText.Read(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("<a>", 200_000)))));
        var file = With(ImageFormat.Jpeg, Encoding.UTF8.GetBytes(Packet));
        for (var cut = 0; cut < 400; cut++)
            _ = XmpText.InJpeg(file.AsSpan(0, cut)).Length;
    }

    private static byte[] With(ImageFormat format, byte[] packet)
    {
        if (format == ImageFormat.Png)
            return ImageCodec.EncodePng(Ramp(8, 8), text: new Dictionary<string, string>
                { ["XML:com.adobe.xmp"] = Encoding.UTF8.GetString(packet) }).Bytes;
        var file = File(format);
        if (format == ImageFormat.Jpeg)
        {
            byte[] body = [.. "http://ns.adobe.com/xap/1.0/\0"u8, .. packet];
            var length = new byte[2];
            BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)(body.Length + 2));
            return [.. file[..2], 0xFF, 0xE1, .. length, .. body, .. file[2..]];
        }

        var size = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(size, packet.Length);
        byte[] grown = [.. file, .. "XMP "u8, .. size, .. packet, .. new byte[packet.Length % 2]];
        BinaryPrimitives.WriteInt32LittleEndian(grown.AsSpan(4), grown.Length - 8);
        return grown;
    }
}
