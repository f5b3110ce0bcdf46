using System.Security.Cryptography;
using System.Text.Json;

namespace Studio.Web.Models.Downloads;

/// <summary>What is known of an unfinished file; lies beside it.</summary>
/// <param name="Source">What it is a part of.</param>
/// <param name="Length">Bytes that are surely on the disk.</param>
internal sealed record PartNote(string Source, long Length)
{
    /// <summary>Of the whole file; null when the server did not say.</summary>
    public long? Total { get; init; }

    /// <summary>A strong ETag or a date, as If-Range takes it.</summary>
    public string? Validator { get; init; }

    /// <summary>The server gives another range than it is asked for.</summary>
    public bool NoRanges { get; init; }

    /// <summary>How often all of it came and was not what was said.</summary>
    public int Mismatches { get; init; }
}

/// <summary>
/// A file on its way: NAME.part with NAME.part.json beside it. What the note says is there was flushed to the disk before the note was
/// written, so that whatever ends the process, or the power, a resumed file holds no byte that did not arrive. One user at a time.
/// </summary>
internal sealed class PartFile : IDisposable
{
    private static readonly TimeSpan BetweenNotes = TimeSpan.FromSeconds(1);

    private readonly string _path;
    private readonly FileStream _file;
    private readonly TimeProvider _time;
    private IncrementalHash? _hash;
    private long _noted;

    private PartFile(string path, FileStream file, PartNote note, TimeProvider time)
    {
        (_path, _file, _time, Note, Length) = (path, file, time, note, note.Length);
        _noted = time.GetTimestamp();
        if (Length == 0)
            _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    }

    public PartNote Note { get; private set; }

    /// <summary>Bytes that are there.</summary>
    public long Length { get; private set; }

    /// <summary>Everything is there, as far as anybody said how much that is.</summary>
    public bool IsWhole => Note.Total == Length && Length > 0;

    /// <exception cref="IOException">It cannot be opened or written.</exception>
    public static PartFile Open(string path, string source, TimeProvider time)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        var note = Read(path) is { } known && known.Source == source ? known : new(source, 0);
        var part = new PartFile(path, file, note with { Length = Math.Min(note.Length, file.Length) }, time);
        file.SetLength(part.Length); // what lies behind was not flushed
        return part;
    }

    /// <summary>Takes an unfinished file and its note away.</summary>
    public static void Delete(string path)
    {
        File.Delete(path);
        File.Delete(NoteOf(path));
    }

    /// <summary>Bytes that are kept of a file; 0 when there is none.</summary>
    public static long LengthOf(string path, string source) =>
        File.Exists(path) && Read(path) is { } note && note.Source == source ? Math.Min(note.Length, new FileInfo(path).Length) : 0;

    public void Know(Func<PartNote, PartNote> change) => Note = change(Note);

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await RandomAccess.WriteAsync(_file.SafeFileHandle, bytes, Length, cancellationToken);
        _hash?.AppendData(bytes.Span);
        Length += bytes.Length;
        if (_time.GetElapsedTime(_noted) >= BetweenNotes)
            Save();
    }

    /// <summary>How many of these bytes are the file's own at that place.</summary>
    public async ValueTask<int> MatchAsync(ReadOnlyMemory<byte> bytes, long at, CancellationToken cancellationToken)
    {
        var own = new byte[bytes.Length];
        var read = 0;
        while (read < own.Length
            && await RandomAccess.ReadAsync(_file.SafeFileHandle, own.AsMemory(read), at + read, cancellationToken) is > 0 and var more)
            read += more;
        return own.AsSpan(0, read).CommonPrefixLength(bytes.Span);
    }

    /// <summary>Forgets what lies behind.</summary>
    public void CutTo(long length)
    {
        Length = length;
        _hash?.Dispose();
        _hash = length == 0 ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
        Note = Note with { Length = length };
        WriteNote(); // before the bytes go: a note never says more than there is
        _file.SetLength(length);
    }

    /// <summary>Flushes, then notes how much is there.</summary>
    public void Save()
    {
        _file.Flush(flushToDisk: true);
        Note = Note with { Length = Length };
        WriteNote();
        _noted = _time.GetTimestamp();
    }

    /// <summary>SHA-256 of the file in lower-case hex: as it was written, or read once more where it came in several pieces.</summary>
    public async Task<string> HashAsync(CancellationToken cancellationToken)
    {
        if (_hash is not null)
            return Convert.ToHexStringLower(_hash.GetCurrentHash());
        _file.Position = 0;
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(_file, cancellationToken));
    }

    public void Dispose()
    {
        _hash?.Dispose();
        _file.Dispose();
    }

    private static string NoteOf(string path) => path + ".json";

    private static PartNote? Read(string path)
    {
        try
        {
            return File.Exists(NoteOf(path)) ? JsonSerializer.Deserialize<PartNote>(File.ReadAllBytes(NoteOf(path))) : null;
        }
        catch (JsonException)
        {
            return null; // then nothing is known of the file, and it begins anew
        }
    }

    private void WriteNote() => AtomicFile.Replace(NoteOf(_path), JsonSerializer.SerializeToUtf8Bytes(Note));
}
