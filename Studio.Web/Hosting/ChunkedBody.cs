namespace Studio.Web.Hosting;

/// <summary>
/// A body that comes in chunks. Kestrel says of a chunk whose length is no number that a file could not be read, more or less
/// (IOException): whoever writes the body to disk would take that for a full one. Here it is what it is, a bad request.
/// </summary>
internal sealed class ChunkedBody(Stream inner) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>In place of the request's own.</summary>
    public static void Watch(HttpRequest request)
    {
        if (request.Headers.TransferEncoding.Count > 0)
            request.Body = new ChunkedBody(request.Body);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await inner.ReadAsync(buffer, cancellationToken);
        }
        catch (IOException e) when (e.InnerException is OverflowException)
        {
            throw new BadHttpRequestException("The body's chunks cannot be read.", StatusCodes.Status400BadRequest, e);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
