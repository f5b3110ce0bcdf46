using System.Buffers.Binary;

namespace Studio.Engine.Imaging;

/// <summary>The file formats Studio reads; Gif and Tiff are not written.</summary>
public enum ImageFormat
{
    Png,
    Jpeg,
    Webp,
    Avif,
    Gif,
    Tiff,
}

/// <summary>Formats told by their first bytes, never by a file's name.</summary>
public static class ImageFormats
{
    /// <summary>The format, or null when it is none that Studio reads.</summary>
    public static ImageFormat? Detect(ReadOnlySpan<byte> bytes)
    {
        if (bytes is [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, ..])
            return ImageFormat.Png;
        if (bytes is [0xFF, 0xD8, 0xFF, ..])
            return ImageFormat.Jpeg;
        if (bytes.StartsWith("RIFF"u8) && bytes.Length >= 12 && bytes[8..].StartsWith("WEBP"u8))
            return ImageFormat.Webp;
        if (bytes.StartsWith("GIF87a"u8) || bytes.StartsWith("GIF89a"u8))
            return ImageFormat.Gif;
        if (bytes is [0x49, 0x49, 0x2A or 0x2B, 0, ..] or [0x4D, 0x4D, 0, 0x2A or 0x2B, ..])
            return ImageFormat.Tiff;
        return HasBrand(bytes, "avif"u8) || HasBrand(bytes, "avis"u8) ? ImageFormat.Avif : null;
    }

    public static string MimeType(this ImageFormat format) => $"image/{Name(format)}";

    /// <summary>"png", "jpeg", "webp", "avif", "gif" or "tiff".</summary>
    public static string Name(this ImageFormat format) => format.ToString().ToLowerInvariant();

    /// <exception cref="EngineException">It is none of them (BadFile); the message says what it seems to be.</exception>
    internal static ImageFormat Require(ReadOnlySpan<byte> bytes, string name)
    {
        if (Detect(bytes) is { } format)
            return format;
        var what = bytes.Length == 0 ? "is empty" : $"is not a picture Studio can read{Suspect(bytes)}";
        throw new EngineException(EngineError.BadFile, $"{name} {what}. PNG, JPEG, WebP, AVIF, GIF and TIFF are read.");
    }

    /// <summary>Whether a file ends before its own structure says so. Formats whose decoder finds that out are left to it.</summary>
    internal static bool IsCutOff(ImageFormat format, ReadOnlySpan<byte> bytes) => format switch
    {
        ImageFormat.Png => !PngChunk.IsWhole(bytes),
        ImageFormat.Webp => BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) + 8L > bytes.Length,
        ImageFormat.Avif => !BoxesFit(bytes),
        ImageFormat.Gif => GifBlocks.AreCutOff(bytes),
        _ => false,
    };

    /// <summary>For the words only: a JPEG may well have bytes behind its end.</summary>
    internal static bool SeemsCutOff(ReadOnlySpan<byte> bytes) =>
        Detect(bytes) is { } format
            && (IsCutOff(format, bytes) || (format == ImageFormat.Jpeg && bytes.LastIndexOf<byte>([0xFF, 0xD9]) < bytes.Length - 64));

    private static string Suspect(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0x42, 0x4D, ..] => " (it looks like BMP)",
        [0, 0, 1, 0, ..] => " (it looks like an icon)",
        [0, 0, 0, 0x0C, 0x6A, 0x50, ..] => " (it looks like JPEG 2000)",
        [0, 0, 0, 0x0C, 0x4A, 0x58, ..] => " (it looks like JPEG XL)",
        [0x25, 0x50, 0x44, 0x46, ..] => " (it looks like PDF)",
        [0x38, 0x42, 0x50, 0x53, ..] => " (it looks like a Photoshop file)",
        [0xFF, 0x0A, ..] => " (it looks like JPEG XL)",
        [0x3C, ..] => " (it looks like SVG or HTML)",
        _ when HasBrand(bytes, "heic"u8) || HasBrand(bytes, "heix"u8) || HasBrand(bytes, "hevc"u8) || HasBrand(bytes, "mif1"u8) =>
            " (it looks like HEIC; most phones can save JPEG instead)",
        _ => "",
    };

    /// <summary>ISO base media files name their kinds in the first box: a main brand, a version, further brands.</summary>
    private static bool HasBrand(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> brand)
    {
        if (bytes.Length < 16 || !bytes[4..].StartsWith("ftyp"u8))
            return false;
        var end = (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(bytes), (uint)bytes.Length);
        for (var at = 8; at + 4 <= end; at += 4)
            if (bytes[at..].StartsWith(brand))
                return true;
        return false;
    }

    private static bool BoxesFit(ReadOnlySpan<byte> bytes)
    {
        long at = 0;
        while (at + 8 <= bytes.Length)
        {
            var header = bytes[(int)at..];
            long size = BinaryPrimitives.ReadUInt32BigEndian(header);
            if (size == 0) // up to the end of the file
                return true;
            if (size == 1 && header.Length >= 16)
                size = BinaryPrimitives.ReadInt64BigEndian(header[8..]);
            if (size < 8 || size > bytes.Length - at)
                return false;
            at += size;
        }
        return at == bytes.Length;
    }
}
