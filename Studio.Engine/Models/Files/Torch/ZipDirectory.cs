using System.Buffers.Binary;
using System.Text;

namespace Studio.Engine.Models.Files.Torch;

/// <summary>A file in a zip archive.</summary>
/// <param name="Header">Where its local header is.</param>
/// <param name="Length">Its bytes; as many stand in the archive, since nothing packed is read.</param>
internal sealed record ZipEntry(string Name, long Header, long Length, bool IsStored);

/// <summary>
/// The directory of a zip archive (PKWARE APPNOTE 6.3.10, sections 4.3 and 4.5), ZIP64 included. Only what is stored as it is can be read,
/// so that nothing ever grows while it is read, and so that tensors are mapped where they lie.
/// </summary>
internal static class ZipDirectory
{
    private const int EndLength = 22;
    private const int LongestComment = ushort.MaxValue;
    private const int LocatorLength = 20;
    private const int End64Length = 56;
    private const int EntryLength = 46;
    private const int LocalLength = 30;
    private const int MaxLength = 64 << 20;
    private const uint EndSignature = 0x06054b50;
    private const uint LocatorSignature = 0x07064b50;
    private const uint End64Signature = 0x06064b50;
    private const uint EntrySignature = 0x02014b50;
    private const uint LocalSignature = 0x04034b50;
    private const ushort Zip64Field = 1;

    /// <summary>The archive's files by name.</summary>
    /// <exception cref="EngineException">BadFile: damaged, or with two files of one name.</exception>
    public static IReadOnlyDictionary<string, ZipEntry> Read(string path, FileStream file)
    {
        var (offset, length) = Find(path, file);
        if (length > MaxLength)
            throw TensorHeader.Bad(path, $"the directory of its archive takes {length} bytes");
        var directory = ReadAt(path, file, offset, length);
        var entries = new Dictionary<string, ZipEntry>(StringComparer.Ordinal);
        for (var at = 0; at + EntryLength <= directory.Length && UInt32(directory, at) == EntrySignature;)
        {
            var (nameLength, extraLength, commentLength) = (UInt16(directory, at + 28), UInt16(directory, at + 30),
                UInt16(directory, at + 32));
            var total = EntryLength + nameLength + extraLength + commentLength;
            if (at + total > directory.Length)
                throw Damaged(path);
            var entry = Entry(path, directory.AsSpan(at, EntryLength + nameLength + extraLength), nameLength);
            if (!entries.TryAdd(entry.Name, entry))
                throw TensorHeader.Bad(path, $"its archive has two files '{entry.Name}'");
            at += total;
        }
        return entries;
    }

    /// <summary>Where the bytes of a file begin.</summary>
    /// <exception cref="EngineException">BadFile: it is packed, or not inside the archive.</exception>
    public static long Data(string path, FileStream file, ZipEntry entry)
    {
        if (!entry.IsStored)
            throw TensorHeader.Bad(path, $"its archive holds '{entry.Name}' packed or encrypted, which torch.save never does");
        var local = ReadAt(path, file, entry.Header, LocalLength);
        if (UInt32(local, 0) != LocalSignature)
            throw Damaged(path);
        var data = entry.Header + LocalLength + UInt16(local, 26) + UInt16(local, 28);
        return entry.Length <= file.Length - data ? data : throw TensorHeader.Bad(path, $"'{entry.Name}' in its archive is cut short");
    }

    private static ZipEntry Entry(string path, ReadOnlySpan<byte> entry, int nameLength)
    {
        long packed = UInt32(entry, 20), length = UInt32(entry, 24), header = UInt32(entry, 42);
        var name = Encoding.UTF8.GetString(entry.Slice(EntryLength, nameLength));
        for (var extra = entry[(EntryLength + nameLength)..]; extra.Length >= 4;)
        {
            var size = UInt16(extra, 2);
            if (size > extra.Length - 4)
                throw Damaged(path);
            if (UInt16(extra, 0) == Zip64Field)
                Widen(path, extra.Slice(4, size), ref length, ref packed, ref header);
            extra = extra[(4 + size)..];
        }
        if (header < 0 || length < 0)
            throw Damaged(path);
        var isEncrypted = (UInt16(entry, 8) & 1) != 0;
        return new ZipEntry(name, header, length, UInt16(entry, 10) == 0 && !isEncrypted && packed == length);
    }

    /// <summary>
    /// Numbers that do not fit into 32 bits stand in this field, in this order, each only where the short one is all ones.
    /// </summary>
    private static void Widen(string path, ReadOnlySpan<byte> field, ref long length, ref long packed, ref long header)
    {
        Widen(path, ref field, ref length);
        Widen(path, ref field, ref packed);
        Widen(path, ref field, ref header);
    }

    private static void Widen(string path, ref ReadOnlySpan<byte> field, ref long number)
    {
        if (number != uint.MaxValue)
            return;
        if (field.Length < sizeof(long))
            throw Damaged(path);
        number = BinaryPrimitives.ReadInt64LittleEndian(field);
        field = field[sizeof(long)..];
    }

    private static (long Offset, long Length) Find(string path, FileStream file)
    {
        var tail = (int)Math.Min(file.Length, EndLength + LongestComment);
        var start = file.Length - tail;
        var bytes = ReadAt(path, file, start, tail);
        for (var at = bytes.Length - EndLength; at >= 0; at--)
        {
            if (UInt32(bytes, at) != EndSignature)
                continue;
            var (length, offset) = (UInt32(bytes, at + 12), UInt32(bytes, at + 16));
            return length == uint.MaxValue || offset == uint.MaxValue || UInt16(bytes, at + 10) == ushort.MaxValue
                ? Find64(path, file, start + at, (offset, length))
                : (offset, length);
        }
        throw TensorHeader.Bad(path, "it is an archive without an end: it is cut short");
    }

    private static (long Offset, long Length) Find64(string path, FileStream file, long end, (long Offset, long Length) plain)
    {
        if (end < LocatorLength)
            throw Damaged(path);
        var locator = ReadAt(path, file, end - LocatorLength, LocatorLength);
        if (UInt32(locator, 0) != LocatorSignature)
            return plain;
        var record = ReadAt(path, file, BinaryPrimitives.ReadInt64LittleEndian(locator.AsSpan(8)), End64Length);
        return UInt32(record, 0) == End64Signature
            ? (BinaryPrimitives.ReadInt64LittleEndian(record.AsSpan(48)), BinaryPrimitives.ReadInt64LittleEndian(record.AsSpan(40)))
            : throw Damaged(path);
    }

    private static byte[] ReadAt(string path, FileStream file, long offset, long length)
    {
        if (offset < 0 || length < 0 || offset > file.Length || length > file.Length - offset)
            throw Damaged(path);
        var bytes = new byte[length];
        file.Position = offset;
        file.ReadExactly(bytes);
        return bytes;
    }

    private static ushort UInt16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint UInt32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static EngineException Damaged(string path) => TensorHeader.Bad(path, "its archive is damaged or cut short");
}
