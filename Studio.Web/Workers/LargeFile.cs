using System.Threading.Channels;
using Studio.Engine.Imaging;

namespace Studio.Web.Workers;

/// <summary>A file that comes in chunks while it is written. Without its end nothing of it is kept.</summary>
internal sealed class LargeFile
{
    private readonly Channel<byte[]> _chunks = Channel.CreateBounded<byte[]>(4);
    private readonly Task<StoredImage> _stored;

    /// <param name="store">Writes what its argument writes, under a name of its choice.</param>
    public LargeFile(Func<Action<Stream>, StoredImage> store) => _stored = Task.Run(() => store(Write));

    /// <exception cref="Studio.Engine.EngineException">It cannot be written.</exception>
    public async Task AddAsync(byte[] chunk)
    {
        var taken = _chunks.Writer.WriteAsync(chunk).AsTask();
        await await Task.WhenAny(taken, _stored); // which ends before its time when it fails
    }

    public Task<StoredImage> EndAsync()
    {
        _chunks.Writer.TryComplete();
        return _stored;
    }

    public void GiveUp() => _chunks.Writer.TryComplete(new OperationCanceledException("The file was given up half way."));

    private void Write(Stream stream)
    {
        foreach (var chunk in _chunks.Reader.ReadAllAsync().ToBlockingEnumerable())
            stream.Write(chunk);
    }
}
