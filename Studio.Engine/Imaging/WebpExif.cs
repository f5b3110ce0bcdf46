using System.Buffers.Binary;

namespace Studio.Engine.Imaging;

/// <summary>
/// The EXIF chunk of a WebP file (RFC 9649, 2.7). libvips would pass the block through libexif, which drops any above 64 KiB; the
/// file format has no such limit and workflows are often longer.
/// </summary>
internal static class WebpExif
{
    private const byte HasExif = 0x08;
    private const byte HasAlpha = 0x10;
    private const int ChunksStart = 12;

    /// <summary>
    /// The file with the block as its last chunk, in the place of any it had. A simple file becomes an extended one first.
    /// </summary>
    public static byte[] Insert(ReadOnlySpan<byte> webp, ReadOnlySpan<byte> exif, RgbImage picture)
    {
        using var result = new MemoryStream(webp.Length + exif.Length + 32);
        result.Write(webp[..ChunksStart]);
        if (!webp[ChunksStart..].StartsWith("VP8X"u8))
            WriteChunk(result, "VP8X"u8, Extended(picture));
        for (var at = ChunksStart; Next(webp, ref at, out var type, out var body);)
            if (!type.SequenceEqual("EXIF"u8))
                WriteChunk(result, type, body);
        WriteChunk(result, "EXIF"u8, exif);
        var file = result.ToArray();
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), file.Length - 8);
        file[ChunksStart + 8] |= HasExif;
        return file;
    }

    /// <summary>The block; empty when there is none.</summary>
    public static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> webp) => Find(webp, "EXIF"u8);

    /// <summary>The first chunk of a type, four letters; empty when there is none.</summary>
    internal static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> webp, ReadOnlySpan<byte> wanted)
    {
        for (var at = ChunksStart; Next(webp, ref at, out var type, out var body);)
            if (type.SequenceEqual(wanted))
                return body;
        return [];
    }

    private static bool Next(ReadOnlySpan<byte> webp, scoped ref int at, out ReadOnlySpan<byte> type, out ReadOnlySpan<byte> body)
    {
        type = body = [];
        if (at + 8 > webp.Length)
            return false;
        var length = BinaryPrimitives.ReadUInt32LittleEndian(webp[(at + 4)..]);
        if (length > webp.Length - at - 8)
            return false;
        type = webp.Slice(at, 4);
        body = webp.Slice(at + 8, (int)length);
        at = Math.Min(at + 8 + (int)length + (int)(length & 1), webp.Length);
        return true;
    }

    private static byte[] Extended(RgbImage picture)
    {
        var body = new byte[10];
        body[0] = picture.HasAlpha ? HasAlpha : (byte)0;
        WriteThree(body.AsSpan(4), picture.Width - 1);
        WriteThree(body.AsSpan(7), picture.Height - 1);
        return body;

        static void WriteThree(Span<byte> to, int value) => (to[0], to[1], to[2]) = ((byte)value, (byte)(value >> 8), (byte)(value >> 16));
    }

    private static void WriteChunk(MemoryStream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> body)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, body.Length);
        file.Write(type);
        file.Write(length);
        file.Write(body);
        if (body.Length % 2 == 1)
            file.WriteByte(0);
    }
}
