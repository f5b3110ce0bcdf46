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
        for (var at = PngChunk.First; PngChunk.Next(png, ref at, out var chunk);)
        {
            var content = chunk.In(png);
            var parsed = chunk.Type switch
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

    private static byte[] Keyword(string key) =>
        Encoding.Latin1.GetBytes([.. key.Select(c => c is >= ' ' and <= '~' or >= '\u00A1' and <= '\u00FF' ? c : '?').Take(LongestKey)]);

    private static void Write(MemoryStream png, byte[] keyword, string value)
    {
        var isLatin = value.All(c => c is >= ' ' and <= '~' or >= '\u00A0' and <= '\u00FF' or '\n' or '\r' or '\t');
        byte[] content = isLatin
            ? [.. keyword, 0, .. Encoding.Latin1.GetBytes(value)]
            : [.. keyword, 0, 0, 0, 0, 0, .. Encoding.UTF8.GetBytes(value)]; // not deflated, no language, no translated key
        PngChunk.Write(png, isLatin ? "tEXt" : "iTXt", content);
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
}
