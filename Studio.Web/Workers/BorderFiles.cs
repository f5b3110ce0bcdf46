using System.Collections.Concurrent;
using Google.Protobuf;
using Studio.Engine;
using Studio.Engine.Imaging;
using Studio.Web.Workers.Wire;

namespace Studio.Web.Workers;

/// <summary>
/// The files of one run as the worker sees them: every name and every picture is a question to the web process, which alone knows whose
/// they are and writes them. Nodes ask on the thread that computes, and wait.
/// </summary>
internal sealed class BorderFiles(Action<FromRun> ask, CancellationToken gone) : IImageStore, ISentPictures
{
    private const int ChunkBytes = 1 << 20;

    private readonly ConcurrentDictionary<long, Waiting> _waiting = new();
    private long _last;

    public IReadOnlyList<string> InputNames(string? extension = null)
    {
        var names = new Names();
        if (extension is not null)
            names.Extension = extension;
        return [.. Ask(new() { Names = names }).Names];
    }

    public string? Find(string annotatedName) => TextOf(Ask(new() { Find = annotatedName }));

    public IReadOnlyList<StoredImage> Save(ImageFolder folder, string prefix, int width, int height, IReadOnlyList<EncodedImage> images) =>
        StoredOf(Ask(new()
        {
            Save = new() { Folder = (int)folder, Prefix = prefix, Width = width, Height = height, Images = { images.Select(ToWire) } },
        }));

    public StoredImage SaveLarge(ImageFolder folder, string prefix, string extension, Action<Stream> write)
    {
        var file = Interlocked.Increment(ref _last);
        Chunk New() => new() { File = file, Folder = (int)folder, Prefix = prefix, Extension = extension };
        try
        {
            using var buffered = new BufferedStream(new ChunkStream(bytes =>
            {
                var chunk = New();
                chunk.Bytes = ByteString.CopyFrom(bytes);
                Ask(new() { Chunk = chunk });
            }), ChunkBytes);
            write(buffered);
            buffered.Flush();
        }
        catch when (!gone.IsCancellationRequested)
        {
            var end = New();
            end.IsGivenUp = true;
            Ask(new() { Chunk = end });
            throw;
        }

        var last = New();
        last.IsLast = true;
        return StoredOf(Ask(new() { Chunk = last }))[0];
    }

    public string Add(EncodedImage picture) => Ask(new() { SentAdd = ToWire(picture) }).Text;

    EncodedImage? ISentPictures.Find(string id) =>
        Ask(new() { SentFind = id }).Picture is { } picture ? new(picture.Bytes.ToByteArray(), picture.MimeType) : null;

    public string? HashOf(string id) => TextOf(Ask(new() { SentHash = id }));

    /// <summary>An answer has come.</summary>
    public void Answered(FileAnswer answer)
    {
        if (_waiting.TryRemove(answer.Id, out var waiting))
            waiting.Take(answer);
    }

    private FileAnswer Ask(FileQuestion question)
    {
        question.Id = Interlocked.Increment(ref _last);
        using var waiting = new Waiting();
        _waiting[question.Id] = waiting;
        ask(new() { Question = question });
        var answer = waiting.Wait(gone);
        return answer.Fault is { } fault ? throw WireRequests.FromWire(fault) : answer;
    }

    private static string? TextOf(FileAnswer answer) => answer.HasText ? answer.Text : null;

    private static Encoded ToWire(EncodedImage picture) => new()
    {
        Bytes = UnsafeByteOperations.UnsafeWrap(picture.Bytes), // written once, and by now read only
        MimeType = picture.MimeType,
    };

    private static List<StoredImage> StoredOf(FileAnswer answer) =>
        [.. answer.Stored.Select(stored => new StoredImage(stored.FileName, stored.Subfolder, (ImageFolder)stored.Folder))];

    private sealed class Waiting : IDisposable
    {
        private readonly ManualResetEventSlim _came = new();
        private FileAnswer? _answer;

        public void Take(FileAnswer answer)
        {
            _answer = answer;
            _came.Set();
        }

        public FileAnswer Wait(CancellationToken cancellationToken)
        {
            _came.Wait(cancellationToken);
            return _answer!;
        }

        public void Dispose() => _came.Dispose();
    }

    /// <summary>Hands on what is written.</summary>
    private sealed class ChunkStream(Action<ReadOnlySpan<byte>> send) : Stream
    {
        private long _length;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => _length;

        public override long Position { get => _length; set => throw new NotSupportedException(); }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            for (; buffer.Length > 0; buffer = buffer[Math.Min(ChunkBytes, buffer.Length)..])
            {
                send(buffer[..Math.Min(ChunkBytes, buffer.Length)]);
                _length += Math.Min(ChunkBytes, buffer.Length);
            }
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
