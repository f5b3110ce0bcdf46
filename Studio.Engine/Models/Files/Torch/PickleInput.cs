using System.Buffers.Binary;
using System.Text;

namespace Studio.Engine.Models.Files.Torch;

/// <summary>The bytes of pickles in a file, one after another. It never takes more memory than the file has bytes.</summary>
/// <param name="limit">How many bytes may be read from here on; those of the file that follow are something else.</param>
internal sealed class PickleInput(string path, FileStream file, long start, long limit)
{
    private const int LongestLine = 4096;

    private readonly byte[] _buffer = new byte[1 << 16];
    private readonly long _end = start + limit;
    private long _offset = start;
    private int _at;
    private int _count;

    /// <summary>Where the next byte is in the file.</summary>
    public long Position => _offset - _count + _at;

    private long Left => _end - Position;

    public byte Byte()
    {
        if (_at == _count)
            Fill();
        return _buffer[_at++];
    }

    /// <summary>So many bytes.</summary>
    public byte[] Take(ulong count)
    {
        if (count > (ulong)Math.Max(Left, 0))
            throw Ended();
        var bytes = new byte[(int)count];
        for (var done = 0; done < bytes.Length;)
        {
            if (_at == _count)
                Fill();
            var part = Math.Min(bytes.Length - done, _count - _at);
            _buffer.AsSpan(_at, part).CopyTo(bytes.AsSpan(done));
            _at += part;
            done += part;
        }
        return bytes;
    }

    public ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(sizeof(ushort)));

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)));

    public ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(sizeof(ulong)));

    /// <summary>A text up to the end of its line.</summary>
    public string Line()
    {
        var bytes = new List<byte>();
        for (var next = Byte(); next != '\n'; next = Byte())
        {
            if (bytes.Count == LongestLine)
                throw Bad($"its pickle has a line of more than {LongestLine} characters");
            bytes.Add(next);
        }
        return Encoding.UTF8.GetString([.. bytes]);
    }

    public EngineException Bad(string what) => TensorHeader.Bad(path, what);

    private void Fill()
    {
        file.Position = _offset;
        _at = 0;
        _count = file.Read(_buffer, 0, (int)Math.Min(_buffer.Length, Math.Max(_end - _offset, 0)));
        _offset += _count;
        if (_count == 0)
            throw Ended();
    }

    private EngineException Ended() => Bad("its pickle ends in the middle");
}
