using System.Buffers.Binary;
using System.Text;

namespace Studio.Engine.Imaging;

/// <summary>A piece of a PNG file (W3C PNG, 5.3): length, type, content, CRC. Says where the content stands.</summary>
internal readonly record struct PngChunk(string Type, int Start, int Length)
{
    /// <summary>Where the first chunk begins: behind the signature.</summary>
    public const int First = 8;

    private static readonly uint[] CrcTable = [.. Enumerable.Range(0, 256).Select(value => CrcOf((uint)value))];

    public ReadOnlySpan<byte> In(ReadOnlySpan<byte> png) => png.Slice(Start, Length);

    /// <summary>Whether type and content are those that the CRC was made of.</summary>
    public bool IsSound(ReadOnlySpan<byte> png) =>
        BinaryPrimitives.ReadUInt32BigEndian(png[(Start + Length)..]) == ~Crc(png.Slice(Start - 4, Length + 4), ~0u);

    /// <summary>The chunk at a place, which moves behind it; false when no whole one follows.</summary>
    public static bool Next(ReadOnlySpan<byte> png, ref int at, out PngChunk chunk)
    {
        chunk = default;
        if (at + 12 > png.Length)
            return false;
        var length = BinaryPrimitives.ReadUInt32BigEndian(png[at..]);
        if (length > png.Length - at - 12)
            return false;
        chunk = new PngChunk(Encoding.Latin1.GetString(png.Slice(at + 4, 4)), at + 8, (int)length);
        at += 12 + (int)length;
        return true;
    }

    public static void Write(Stream png, string type, ReadOnlySpan<byte> content)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        png.Write(number);
        var name = Encoding.Latin1.GetBytes(type);
        png.Write(name);
        png.Write(content);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Crc(content, Crc(name, ~0u)));
        png.Write(number);
    }

    /// <summary>Whether the chunks follow each other up to the last, IEND.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> png)
    {
        for (var at = First; Next(png, ref at, out var chunk);)
            if (chunk.Type == "IEND")
                return true;
        return false;
    }

    /// <summary>
    /// The same file in good order, whatever it holds: each CRC is right, the pixels that the end of the file cuts off are kept up to it,
    /// and an end follows. Decoders then read as far as the pixels go.
    /// </summary>
    public static byte[] Mended(ReadOnlySpan<byte> png)
    {
        using var result = new MemoryStream(png.Length + 12);
        result.Write(png[..First]);
        var at = First;
        while (Next(png, ref at, out var chunk) && chunk.Type != "IEND")
            Write(result, chunk.Type, chunk.In(png));
        if (at + 8 < png.Length && Encoding.Latin1.GetString(png.Slice(at + 4, 4)) is ("IDAT" or "fdAT") and { } cut)
            Write(result, cut, png[(at + 8)..]);
        Write(result, "IEND", []);
        return result.ToArray();
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
