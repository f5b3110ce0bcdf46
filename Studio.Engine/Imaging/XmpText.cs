using System.Buffers.Binary;
using System.Text;
using System.Xml;

namespace Studio.Engine.Imaging;

/// <summary>
/// What an XMP packet (ISO 16684-1) says of a picture's making: programs that write no EXIF put it into exif:UserComment, some into
/// dc:description. Read as a stream, without entities, and only up to a size.
/// </summary>
internal static class XmpText
{
    private const int LongestPacket = 4 << 20;
    private const string Exif = "http://ns.adobe.com/exif/1.0/";
    private const string DublinCore = "http://purl.org/dc/elements/1.1/";

    private static ReadOnlySpan<byte> JpegMark => "http://ns.adobe.com/xap/1.0/\0"u8;

    /// <summary>The comment, else the description; null when neither is there or the packet is damaged.</summary>
    public static string? Read(ReadOnlySpan<byte> packet)
    {
        if (packet.Length is 0 or > LongestPacket)
            return null;
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(packet.ToArray()), new()
            {
                DtdProcessing = DtdProcessing.Prohibit,
                XmlResolver = null,
                MaxCharactersInDocument = LongestPacket,
            });
            return Comment(reader);
        }
        catch (XmlException)
        {
            return null;
        }
    }

    /// <summary>The packet of a WebP file; empty when there is none.</summary>
    public static ReadOnlySpan<byte> InWebp(ReadOnlySpan<byte> webp) => WebpExif.Find(webp, "XMP "u8);

    /// <summary>The packet of a JPEG file: an APP1 segment that begins with its name.</summary>
    public static ReadOnlySpan<byte> InJpeg(ReadOnlySpan<byte> jpeg)
    {
        for (var at = 2; at + 4 <= jpeg.Length && jpeg[at] == 0xFF;)
        {
            var (marker, length) = (jpeg[at + 1], BinaryPrimitives.ReadUInt16BigEndian(jpeg[(at + 2)..]));
            if (marker is 0xDA or 0xD9 || length < 2 || at + 2 + length > jpeg.Length)
                break;
            var body = jpeg.Slice(at + 4, length - 2);
            if (marker == 0xE1 && body.StartsWith(JpegMark))
                return body[JpegMark.Length..];
            at += 2 + length;
        }

        return [];
    }

    private static string? Comment(XmlReader reader)
    {
        string? comment = null, description = null;
        var text = new StringBuilder();
        while (reader.Read())
        {
            if (reader.NodeType == XmlNodeType.Element)
            {
                comment ??= reader.GetAttribute("UserComment", Exif);
                text.Clear();
            }
            else if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA)
                text.Append(reader.Value);
            else if (reader.NodeType == XmlNodeType.EndElement)
            {
                if (reader is { LocalName: "UserComment", NamespaceURI: Exif })
                    comment ??= text.ToString();
                else if (reader is { LocalName: "description", NamespaceURI: DublinCore })
                    description ??= text.ToString();
            }
        }

        return new[] { comment, description }.FirstOrDefault(found => !string.IsNullOrWhiteSpace(found))?.Trim();
    }
}
