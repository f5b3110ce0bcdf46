using System.Buffers.Binary;
using System.Text;

namespace Studio.Tests.Support;

/// <summary>Zip archives of files as they are, with 64-bit numbers where wanted, and with lies.</summary>
internal sealed class StoredZip
{
    private readonly List<(string Name, byte[] Bytes, ushort Method, ushort Flags)> _files = [];

    public bool IsZip64 { get; init; }

    public StoredZip Add(string name, byte[] bytes, ushort method = 0, ushort flags = 0)
    {
        _files.Add((name, bytes, method, flags));
        return this;
    }

    public void Save(string path)
    {
        using var file = File.Create(path);
        var directory = new MemoryStream();
        foreach (var (name, bytes, method, flags) in _files)
        {
            var at = file.Position;
            var encoded = Encoding.UTF8.GetBytes(name);
            Write(file, "PK\u0003\u0004"u8, Short(45), Short(flags), Short(method), Int(0), Int(0), Int(bytes.Length), Int(bytes.Length),
                Short(encoded.Length), Short(0), encoded, bytes);
            byte[] extra = IsZip64 ? [.. Short(1), .. Short(24), .. Long(bytes.Length), .. Long(bytes.Length), .. Long(at)] : [];
            var length = IsZip64 ? -1 : bytes.Length;
            Write(directory, "PK\u0001\u0002"u8, Short(45), Short(45), Short(flags), Short(method), Int(0), Int(0), Int(length),
                Int(length), Short(encoded.Length),
                Short(extra.Length), Short(0), Short(0), Short(0), Int(0), Int(IsZip64 ? -1 : at), encoded, extra);
        }
        var (start, size, count) = (file.Position, directory.Length, _files.Count);
        file.Write(directory.ToArray());
        if (IsZip64)
        {
            var end = file.Position;
            Write(file, "PK\u0006\u0006"u8, Long(44), Short(45), Short(45), Int(0), Int(0), Long(count), Long(count), Long(size),
                Long(start));
            Write(file, "PK\u0006\u0007"u8, Int(0), Long(end), Int(1));
            (start, size, count) = (-1, -1, -1);
        }
        Write(file, "PK\u0005\u0006"u8, Short(0), Short(0), Short(count), Short(count), Int(size), Int(start), Short(0));
    }

    private static void Write(Stream stream, ReadOnlySpan<byte> signature, params ReadOnlySpan<byte[]> parts)
    {
        stream.Write(signature);
        foreach (var part in parts)
            stream.Write(part);
    }

    private static byte[] Short(int number) => [(byte)number, (byte)(number >> 8)];

    private static byte[] Int(long number) => [.. Short((int)number), .. Short((int)(number >> 16))];

    private static byte[] Long(long number)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        return bytes;
    }
}
