namespace Studio.Web.Backup;

/// <summary>
/// Reads an encrypted archive at any place. That nothing is cut off is seen at once: the last chunk is read first.
/// </summary>
internal sealed class SealedReader : Stream
{
    private readonly Stream _file;
    private readonly SealedHeader _header;
    private readonly byte[] _plain;
    private readonly byte[] _sealed;
    private readonly long _chunks;
    private long _loaded = -1;
    private int _filled;

    /// <param name="file">Can be read at any place; ended with this.</param>
    /// <exception cref="BackupException">Cut off, damaged, or another passphrase.</exception>
    public SealedReader(Stream file, string passphrase)
    {
        _file = file;
        var start = new byte[SealedHeader.Length];
        file.Position = 0;
        if (file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length)
            throw CutOff();
        _header = SealedHeader.Read(start, passphrase);
        _plain = new byte[_header.Chunk];
        _sealed = new byte[_header.Chunk + SealedHeader.TagLength];
        var bytes = file.Length - SealedHeader.Length;
        _chunks = (bytes + _sealed.Length - 1) / _sealed.Length;
        var last = bytes - ((_chunks - 1) * _sealed.Length);
        if (_chunks is < 1 or > uint.MaxValue || last < SealedHeader.TagLength)
            throw CutOff();
        Length = bytes - (_chunks * SealedHeader.TagLength);
        Load(_chunks - 1);
    }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length { get; }

    public override long Position { get; set; }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (Position >= Length || buffer.Length == 0)
            return 0;
        var chunk = Position / _plain.Length;
        if (chunk != _loaded)
            Load(chunk);
        var at = (int)(Position % _plain.Length);
        var taken = Math.Min(buffer.Length, _filled - at);
        _plain.AsSpan(at, taken).CopyTo(buffer);
        Position += taken;
        return taken;
    }

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => Length + offset,
    };

    public override void Flush()
    {
        // nothing is written
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _header.Dispose();
            _file.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Load(long chunk)
    {
        _loaded = -1;
        _file.Position = SealedHeader.Length + (chunk * _sealed.Length);
        var bytes = _file.ReadAtLeast(_sealed, _sealed.Length, throwOnEndOfStream: false);
        if (bytes < SealedHeader.TagLength)
            throw CutOff();
        _header.Decrypt((uint)chunk, chunk == _chunks - 1, _sealed.AsSpan(0, bytes), _plain.AsSpan(0, bytes - SealedHeader.TagLength));
        (_loaded, _filled) = (chunk, bytes - SealedHeader.TagLength);
    }

    private static BackupException CutOff() => new(BackupProblem.Damaged, "The archive is cut off. Take another copy of it.");
}
