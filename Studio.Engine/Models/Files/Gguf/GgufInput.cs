using System.Buffers.Binary;
using System.Text;

namespace Studio.Engine.Models.Files.Gguf;

/// <summary>The bytes of a header one after another. Nothing is taken that the file does not have.</summary>
internal sealed class GgufInput(string path, FileStream file) : IDisposable
{
    private const int BufferLength = 1 << 16;

    private readonly BufferedStream _stream = new(file, BufferLength);
    private readonly long _length = file.Length;

    public long Position => _stream.Position;

    public long Left => _length - _stream.Position;

    public uint Number() => BinaryPrimitives.ReadUInt32LittleEndian(Bytes(stackalloc byte[sizeof(uint)]));

    public ulong LongNumber() => BinaryPrimitives.ReadUInt64LittleEndian(Bytes(stackalloc byte[sizeof(ulong)]));

    /// <summary>A number below a limit: how many of something follow.</summary>
    public int Count(string what, int most)
    {
        var count = LongNumber();
        return count <= (ulong)most ? (int)count : throw TensorHeader.Bad(path, $"its header claims {count} {what}, more than the {most} that are read");
    }

    /// <param name="most">Bytes that it may have.</param>
    public string Text(string what, int most)
    {
        var length = LongNumber();
        if (length > (ulong)most)
            throw TensorHeader.Bad(path, $"{what} in its header claims {length} bytes, more than the {most} that are read");
        return Encoding.UTF8.GetString(Bytes(new byte[(int)length]));
    }

    /// <summary>A text; null where it is longer.</summary>
    public string? TextUpTo(int most)
    {
        var length = LongNumber();
        if (length <= (ulong)most)
            return Encoding.UTF8.GetString(Bytes(new byte[(int)length]));
        Skip(length);
        return null;
    }

    public byte[] Bytes(int count) => Bytes(new byte[count]).ToArray();

    public void SkipText() => Skip(LongNumber());

    public void Skip(ulong bytes)
    {
        if (bytes > (ulong)Left)
            throw TooShort();
        _stream.Seek((long)bytes, SeekOrigin.Current);
    }

    public void Dispose() => _stream.Dispose();

    private Span<byte> Bytes(Span<byte> target)
    {
        if (target.Length > Left)
            throw TooShort();
        _stream.ReadExactly(target);
        return target;
    }

    private EngineException TooShort() => TensorHeader.Bad(path, $"it ends after {_length} bytes, in the middle of its header");
}
