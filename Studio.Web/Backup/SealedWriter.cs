namespace Studio.Web.Backup;

/// <summary>
/// Encrypts what is written, chunk by chunk. Only <see cref="Complete"/> writes the last one: what ends without it cannot be read.
/// </summary>
internal sealed class SealedWriter : Stream
{
    private readonly Stream _output;
    private readonly SealedHeader _header;
    private readonly byte[] _plain;
    private readonly byte[] _sealed;
    private int _filled;
    private uint _number;

    public SealedWriter(Stream output, SealedHeader header)
    {
        (_output, _header) = (output, header);
        _plain = new byte[header.Chunk];
        _sealed = new byte[header.Chunk + SealedHeader.TagLength];
        output.Write(header.Bytes);
    }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            if (_filled == _plain.Length)
                Send(isLast: false); // more follows, so it was not the last one
            var taken = Math.Min(buffer.Length, _plain.Length - _filled);
            buffer[..taken].CopyTo(_plain.AsSpan(_filled));
            _filled += taken;
            buffer = buffer[taken..];
        }
    }

    public void Complete()
    {
        Send(isLast: true);
        _output.Flush();
    }

    public override void Flush()
    {
        // a chunk is as long as it is
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private void Send(bool isLast)
    {
        _header.Encrypt(_number, isLast, _plain.AsSpan(0, _filled), _sealed);
        _output.Write(_sealed, 0, _filled + SealedHeader.TagLength);
        _number = checked(_number + 1);
        _filled = 0;
    }
}
