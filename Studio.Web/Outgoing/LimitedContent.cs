using System.Net;

namespace Studio.Web.Outgoing;

/// <summary>A body that fails once it is longer, or takes longer, than agreed, whatever its length header said.</summary>
internal sealed class LimitedContent : HttpContent
{
    private readonly HttpContent _inner;
    private readonly OutgoingLimits _limits;

    public LimitedContent(HttpContent inner, OutgoingLimits limits)
    {
        (_inner, _limits) = (inner, limits);
        foreach (var (name, values) in inner.Headers.NonValidated)
            Headers.TryAddWithoutValidation(name, values);
    }

    protected override async Task<Stream> CreateContentReadStreamAsync() => new Limited(await _inner.ReadAsStreamAsync(), _limits);

    protected override async Task<Stream> CreateContentReadStreamAsync(CancellationToken cancellationToken) =>
        new Limited(await _inner.ReadAsStreamAsync(cancellationToken), _limits);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await using var limited = new Limited(await _inner.ReadAsStreamAsync(cancellationToken), _limits);
        await limited.CopyToAsync(stream, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _inner.Dispose();
        base.Dispose(disposing);
    }

    private sealed class Limited(Stream inner, OutgoingLimits limits) : Stream
    {
        private readonly CancellationTokenSource _patience = new(limits.Timeout);
        private long _read;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => _read;
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Counted(inner.Read(buffer, offset, count));

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(_patience.Token, cancellationToken);
            try
            {
                return Counted(await inner.ReadAsync(buffer, either.Token));
            }
            catch (OperationCanceledException) when (_patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                throw new OutgoingRefusedException($"The answer takes longer than {limits.Timeout.TotalSeconds:0} seconds.");
            }
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _patience.Dispose();
                inner.Dispose();
            }

            base.Dispose(disposing);
        }

        private int Counted(int count) =>
            (_read += count) <= limits.MaxBytes
                ? count
                : throw new OutgoingRefusedException($"The answer is longer than {limits.MaxBytes} bytes.");
    }
}
