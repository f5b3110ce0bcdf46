using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using System.Text.Unicode;

namespace Studio.Engine.Imaging;

/// <summary>
/// The text chunks of a PNG file (W3C PNG, 11.3.3): tEXt is Latin-1, zTXt the same deflated, iTXt is UTF-8. Written right after the header,
/// where readers that stop at the pixels find them.
/// </summary>
internal static class PngText
{
    private const int HeaderEnd = 8 + 25; // signature and IHDR
    private const int LongestKey = 79;
    private const int LongestValue = 64 << 20;

    private static readonly uint[] CrcTable = [.. Enumerable.Range(0, 256).Select(value => CrcOf((uint)value))];

    /// <summary>The file with a chunk per entry. Keys are cut to what the format can hold; an empty key is left out.</summary>
    public static byte[] Insert(byte[] png, IReadOnlyDictionary<string, string> text)
    {
        using var result = new MemoryStream(png.Length + text.Sum(entry => entry.Value.Length + 128));
        result.Write(png.AsSpan(0, HeaderEnd));
        foreach (var (key, value) in text)
            if (Keyword(key) is { Length: > 0 } keyword)
                Write(result, keyword, value.Replace("\0", "", StringComparison.Ordinal));
        result.Write(png.AsSpan(HeaderEnd));
        return result.ToArray();
    }

    /// <summary>All texts, the first of each key. Damaged chunks are passed over.</summary>
    public static OrderedDictionary<string, string> Read(ReadOnlySpan<byte> png)
    {
        var text = new OrderedDictionary<string, string>(StringComparer.Ordinal);
        for (var at = 8; Next(png, ref at, out var type, out var content);)
        {
            var parsed = type switch
            {
                "tEXt" => Latin(content),
                "zTXt" => Deflated(content),
                "iTXt" => International(content),
                _ => null,
            };
            if (parsed is var (key, value))
                text.TryAdd(key, value);
        }
        return text;
    }

    /// <summary>Whether the chunks follow each other up to the last, IEND.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> png)
    {
        for (var at = 8; Next(png, ref at, out var type, out _);)
            if (type == "IEND")
                return true;
        return false;
    }

    private static bool Next(ReadOnlySpan<byte> png, ref int at, out string type, out ReadOnlySpan<byte> content)
    {
        type = "";
        content = [];
        if (at + 12 > png.Length)
            return false;
        var length = BinaryPrimitives.ReadUInt32BigEndian(png[at..]);
        if (length > png.Length - at - 12)
            return false;
        type = Encoding.Latin1.GetString(png.Slice(at + 4, 4));
        content = png.Slice(at + 8, (int)length);
        at += 12 + (int)length;
        return true;
    }

    private static byte[] Keyword(string key) =>
        Encoding.Latin1.GetBytes([.. key.Select(c => c is >= ' ' and <= '~' or >= '\u00A1' and <= '\u00FF' ? c : '?').Take(LongestKey)]);

    private static void Write(MemoryStream png, byte[] keyword, string value)
    {
        var isLatin = value.All(c => c is >= ' ' and <= '~' or >= '\u00A0' and <= '\u00FF' or '\n' or '\r' or '\t');
        byte[] content = isLatin
            ? [.. keyword, 0, .. Encoding.Latin1.GetBytes(value)]
            : [.. keyword, 0, 0, 0, 0, 0, .. Encoding.UTF8.GetBytes(value)]; // not deflated, no language, no translated key
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        png.Write(number);
        var type = isLatin ? "tEXt"u8 : "iTXt"u8;
        png.Write(type);
        png.Write(content);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Crc(content, Crc(type, ~0u)));
        png.Write(number);
    }

    private static (string Key, string Value)? Latin(ReadOnlySpan<byte> content) =>
        content.IndexOf((byte)0) is > 0 and var end
            ? (Encoding.Latin1.GetString(content[..end]), Encoding.Latin1.GetString(content[(end + 1)..]))
            : null;

    /// <summary>
    /// Some writers, libvips among them, put UTF-8 where the standard has Latin-1; text that is valid UTF-8 is read as such.
    /// </summary>
    private static (string Key, string Value)? Deflated(ReadOnlySpan<byte> content)
    {
        if (content.IndexOf((byte)0) is not (> 0 and var end) || end + 2 > content.Length || Inflate(content[(end + 2)..]) is not { } value)
            return null;
        var encoding = Utf8.IsValid(value) ? Encoding.UTF8 : Encoding.Latin1;
        return (Encoding.Latin1.GetString(content[..end]), encoding.GetString(value));
    }

    private static (string Key, string Value)? International(ReadOnlySpan<byte> content)
    {
        if (content.IndexOf((byte)0) is not (> 0 and var end) || end + 3 > content.Length)
            return null;
        var isDeflated = content[end + 1] == 1;
        var value = AfterZero(AfterZero(content[(end + 3)..])); // language, translated key
        var bytes = isDeflated ? Inflate(value) : value.ToArray();
        return bytes is null ? null : (Encoding.Latin1.GetString(content[..end]), Encoding.UTF8.GetString(bytes));

        static ReadOnlySpan<byte> AfterZero(ReadOnlySpan<byte> bytes) => bytes[(bytes.IndexOf((byte)0) + 1)..];
    }

    private static byte[]? Inflate(ReadOnlySpan<byte> deflated)
    {
        try
        {
            using var zlib = new ZLibStream(new MemoryStream(deflated.ToArray()), CompressionMode.Decompress);
            using var result = new MemoryStream();
            var buffer = new byte[1 << 16];
            for (int count; (count = zlib.Read(buffer)) > 0;)
            {
                if (result.Length + count > LongestValue)
                    return null;
                result.Write(buffer, 0, count);
            }
            return result.ToArray();
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static uint Crc(ReadOnlySpan<byte> bytes, uint crc)
    {
        foreach (var value in bytes)
            crc = CrcTable[(byte)(crc ^ value)] ^ (crc >> 8);
        return crc;
    }

    private static uint CrcOf(uint value)
    {
        for (var bit = 0; bit < 8; bit++)
            value = (value & 1) == 1 ? 0xEDB88320 ^ (value >> 1) : value >> 1;
        return value;
    }
}
