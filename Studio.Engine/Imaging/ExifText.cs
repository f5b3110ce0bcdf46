using System.Buffers.Binary;
using System.Text;

namespace Studio.Engine.Imaging;

/// <summary>
/// Prompt and workflow in the EXIF block of WebP, JPEG and AVIF files, as ComfyUI writes them: "prompt:{json}" under Model and "key:{json}"
/// under Make and the tags below it. Also reads A1111's parameters, which stand in the user comment.
/// </summary>
internal static class ExifText
{
    private const int Model = 0x0110;
    private const int LowestText = 0x010D; // DocumentName: the last tag below Model that holds text
    private const int ExifFolder = 0x8769;
    private const int UserComment = 0x9286;
    private const int Ascii = 2;

    /// <summary>Stands before the block in JPEG files; in WebP files it does not belong.</summary>
    public static ReadOnlySpan<byte> Prefix => "Exif\0\0"u8;

    /// <summary>The block ("Exif", two zeros, a little-endian TIFF folder), or null when there is nothing to say.</summary>
    /// <param name="text">The prompt and up to three more entries; those beyond are left out.</param>
    /// <param name="maxBytes">When the block would be longer, the longest entry is left out, then the next.</param>
    public static byte[]? Build(IReadOnlyDictionary<string, string> text, int maxBytes = int.MaxValue)
    {
        var entries = new List<(int Tag, byte[] Value)>();
        var tag = Model - 1;
        foreach (var (key, value) in text)
        {
            var bytes = Encoding.UTF8.GetBytes($"{key}:{value}\0");
            if (key == "prompt")
                entries.Add((Model, bytes));
            else if (tag >= LowestText)
                entries.Add((tag--, bytes));
        }
        while (entries.Count > 0 && Length(entries) > maxBytes)
            entries.Remove(entries.MaxBy(entry => entry.Value.Length));
        return entries.Count == 0 ? null : Write([.. entries.OrderBy(entry => entry.Tag)]);
    }

    /// <summary>What <see cref="Build"/> and its like wrote; whatever does not parse is passed over.</summary>
    public static OrderedDictionary<string, string> Read(ReadOnlySpan<byte> exif)
    {
        var text = new OrderedDictionary<string, string>(StringComparer.Ordinal);
        var tiff = exif.StartsWith(Prefix) ? exif[Prefix.Length..] : exif;
        if (tiff.Length < 8 || !(tiff.StartsWith("II"u8) || tiff.StartsWith("MM"u8)))
            return text;
        var isLittle = tiff[0] == 'I';
        ReadFolder(tiff, isLittle, Number(tiff, 4, 4, isLittle), text, mayDescend: true);
        return text;
    }

    private static int Length(List<(int Tag, byte[] Value)> entries) =>
        Prefix.Length + 8 + 2 + 12 * entries.Count + 4 + entries.Sum(entry => entry.Value.Length + 1);

    private static byte[] Write((int Tag, byte[] Value)[] entries)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(Prefix);
        writer.Write("II"u8);
        writer.Write((ushort)42);
        writer.Write(8);
        writer.Write((ushort)entries.Length);
        var offset = 8 + 2 + 12 * entries.Length + 4;
        foreach (var (tag, value) in entries)
        {
            writer.Write((ushort)tag);
            writer.Write((ushort)Ascii);
            writer.Write(value.Length);
            writer.Write(value.Length > 4 ? offset : BinaryPrimitives.ReadInt32LittleEndian([.. value, 0, 0, 0]));
            offset += value.Length > 4 ? Even(value.Length) : 0;
        }
        writer.Write(0);
        foreach (var (_, value) in entries.Where(entry => entry.Value.Length > 4))
        {
            writer.Write(value);
            if (value.Length % 2 == 1)
                writer.Write((byte)0);
        }
        return stream.ToArray();

        static int Even(int length) => (length + 1) & ~1;
    }

    private static void ReadFolder(ReadOnlySpan<byte> tiff, bool isLittle, long at, OrderedDictionary<string, string> text, bool mayDescend)
    {
        var count = Number(tiff, at, 2, isLittle);
        for (var i = 0; i < count; i++)
        {
            var entry = at + 2 + 12 * i;
            var tag = Number(tiff, entry, 2, isLittle);
            if (tag < 0)
                return;
            if (tag == ExifFolder && mayDescend)
            {
                mayDescend = false; // once: a forged file could point here from every entry
                ReadFolder(tiff, isLittle, Number(tiff, entry + 8, 4, isLittle), text, mayDescend: false);
            }
            else if (tag is >= LowestText and <= Model && Number(tiff, entry + 2, 2, isLittle) == Ascii)
                AddTagged(text, Encoding.UTF8.GetString(Value(tiff, entry, isLittle)).TrimEnd('\0'));
            else if (tag == UserComment && Comment(Value(tiff, entry, isLittle), isLittle) is { Length: > 0 } comment)
                text.TryAdd("parameters", comment);
        }
    }

    /// <summary>A camera's name may hold a colon too, so other keys must be followed by JSON.</summary>
    private static void AddTagged(OrderedDictionary<string, string> text, string tagged)
    {
        var colon = tagged.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || colon == tagged.Length - 1)
            return;
        var (key, value) = (tagged[..colon], tagged[(colon + 1)..]);
        if (key is "prompt" or "workflow" or "parameters" || value[0] is '{' or '[' or '"')
            text.TryAdd(key, value);
    }

    private static string Comment(ReadOnlySpan<byte> value, bool isLittle)
    {
        if (value.StartsWith("UNICODE\0"u8))
        {
            // EXIF leaves the byte order open; most writers use big-endian whatever the file's own is
            var encoding = isLittle && value.Length > 9 && value[9] == 0 ? Encoding.Unicode : Encoding.BigEndianUnicode;
            return encoding.GetString(value[8..]).TrimEnd('\0');
        }
        return value.Length > 8 ? Encoding.UTF8.GetString(value[8..]).TrimEnd('\0', ' ') : "";
    }

    /// <summary>The bytes of an entry of one-byte items: inside the entry up to four of them, elsewhere beyond.</summary>
    private static ReadOnlySpan<byte> Value(ReadOnlySpan<byte> tiff, long entry, bool isLittle)
    {
        var length = Number(tiff, entry + 4, 4, isLittle);
        var start = length <= 4 ? entry + 8 : Number(tiff, entry + 8, 4, isLittle);
        return length > 0 && start >= 0 && start + length <= tiff.Length ? tiff.Slice((int)start, (int)length) : [];
    }

    /// <summary>An unsigned number of two or four bytes; -1 when it lies outside.</summary>
    private static long Number(ReadOnlySpan<byte> tiff, long at, int size, bool isLittle)
    {
        if (at < 0 || at + size > tiff.Length)
            return -1;
        var bytes = tiff.Slice((int)at, size);
        return (size, isLittle) switch
        {
            (2, true) => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
            (2, false) => BinaryPrimitives.ReadUInt16BigEndian(bytes),
            (_, true) => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
            _ => BinaryPrimitives.ReadUInt32BigEndian(bytes),
        };
    }
}
