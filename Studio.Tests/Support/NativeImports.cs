using System.Buffers.Binary;
using System.Reflection.PortableExecutable;
using System.Text;

namespace Studio.Tests.Support;

/// <summary>Which libraries a shared library says that it needs: what readelf -d and dumpbin /dependents print.</summary>
internal static class NativeImports
{
    /// <summary>DT_NEEDED of a 64-bit little-endian ELF file, in its order.</summary>
    /// <exception cref="InvalidDataException">It is no such file, or has no dynamic section.</exception>
    public static IReadOnlyList<string> OfElf(string path)
    {
        const uint load = 1, dynamic = 2;
        const ulong needed = 1, stringTable = 5;
        using var file = File.OpenRead(path);
        var header = Read(file, 0, 64);
        if (!header.AsSpan(0, 6).SequenceEqual((byte[])[0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1]))
            throw new InvalidDataException($"{path} is no 64-bit little-endian ELF file.");
        var (table, size, count) = (U64(header, 32), U16(header, 54), U16(header, 56));
        var segments = Enumerable.Range(0, count).Select(i => Read(file, (long)table + (i * size), size)).ToList();
        var section = segments.FirstOrDefault(segment => U32(segment, 0) == dynamic)
            ?? throw new InvalidDataException($"{path} has no dynamic section.");
        var bytes = Read(file, (long)U64(section, 8), (int)U64(section, 32));
        var entries = bytes.Chunk(16).Select(entry => (Tag: U64(entry, 0), Value: U64(entry, 8))).ToList();
        var address = entries.Single(entry => entry.Tag == stringTable).Value;
        // an address in memory, where the segment that holds it will lie
        var home = segments.Single(segment => U32(segment, 0) == load && address - U64(segment, 16) < U64(segment, 32));
        var strings = (long)(U64(home, 8) + address - U64(home, 16));
        return [.. entries.Where(entry => entry.Tag == needed).Select(entry => Text(Read(file, strings + (long)entry.Value, 128)))];
    }

    /// <summary>The import table of a Windows library.</summary>
    public static IReadOnlyList<string> OfDll(string path)
    {
        using var reader = new PEReader(File.OpenRead(path));
        var imports = reader.GetSectionData(reader.PEHeaders.PEHeader!.ImportTableDirectory.RelativeVirtualAddress).GetReader();
        var names = new List<string>();
        while (true)
        {
            imports.Offset += 12;
            var name = imports.ReadInt32();
            imports.Offset += 4;
            if (name == 0)
                return names;
            var text = reader.GetSectionData(name).GetReader();
            names.Add(text.ReadUTF8(text.IndexOf(0)));
        }
    }

    private static byte[] Read(FileStream file, long offset, int count)
    {
        var bytes = new byte[count];
        file.Position = offset;
        return bytes[..file.ReadAtLeast(bytes, count, throwOnEndOfStream: false)];
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.ASCII.GetString(bytes[..bytes.IndexOf((byte)0)]);

    private static ushort U16(byte[] bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at));

    private static uint U32(byte[] bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));

    private static ulong U64(byte[] bytes, int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at));
}
