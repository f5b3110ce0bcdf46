using Microsoft.Win32.SafeHandles;
using Studio.Engine.Runtime;

namespace Studio.Engine.Models.Files;

/// <summary>
/// The tensors of a model file by name, either as the operating system maps them (nothing is copied), or read piece by piece. Dispose it
/// after the last use; what a session still holds of the mapping stays until it lets go.
/// </summary>
public sealed class TensorFile : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly Lazy<MappedFile> _mapping;
    private readonly Lock _gate = new();
    private (string? Name, byte[]? Numbers) _gathered;

    private TensorFile(TensorHeader header, SafeFileHandle file)
    {
        Header = header;
        _file = file;
        _mapping = new Lazy<MappedFile>(() => MappedFile.Open(header.Path));
    }

    public TensorHeader Header { get; }

    /// <summary>Opens and checks a file.</summary>
    /// <exception cref="EngineException">BadFile: not there, not readable, or not what the format allows.</exception>
    public static TensorFile Open(string path) => Open(TensorFormats.Read(path));

    /// <summary>Opens a file whose header was read before; that it is still the same file is the caller's to know.</summary>
    /// <exception cref="EngineException">BadFile: not there any more, or not readable.</exception>
    public static TensorFile Open(TensorHeader header)
    {
        try
        {
            return new TensorFile(header, File.OpenHandle(header.Path, options: FileOptions.RandomAccess));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new EngineException(EngineError.BadFile, $"The file '{header.Path}' cannot be read: {failure.Message}", failure);
        }
    }

    /// <summary>A tensor's bytes as they lie in the file, valid until the file is disposed or, when pinned, until unpinned.</summary>
    /// <exception cref="EngineException">BadFile: there is no such tensor, or it has 2 GiB or more.</exception>
    public ReadOnlyMemory<byte> Map(string name)
    {
        var entry = Find(name);
        if (entry.ByteLength > int.MaxValue)
            throw TensorHeader.Bad(Header.Path, $"the tensor {entry} is larger than 2 GiB");
        return entry.Strides is not null || entry.Parts is not null ? Gathered(entry) : _mapping.Value.Slice(entry.Offset,
            (int)entry.ByteLength);
    }

    /// <summary>
    /// Copies part of a tensor, from byte <paramref name="start"/> of it on. For what is converted anyway: a mapping would count as memory
    /// in use beside the converted copy, and a file cut short under it would end the process.
    /// </summary>
    /// <exception cref="EngineException">BadFile: there is no such tensor, or the file became shorter.</exception>
    public void Read(string name, long start, Span<byte> target)
    {
        var entry = Find(name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start + target.Length, entry.ByteLength, nameof(start));
        if (entry.Parts is { } parts)
            Read(parts, start, target);
        else if (entry.Strides is not null)
            Gathered(entry).AsSpan((int)start, target.Length).CopyTo(target);
        else
            Read(entry.Offset + start, target);
    }

    public void Dispose()
    {
        _file.Dispose();
        if (_mapping.IsValueCreated)
            _mapping.Value.Dispose();
    }

    /// <summary>Across the ends of the pieces.</summary>
    private void Read(IReadOnlyList<TensorEntry> parts, long start, Span<byte> target)
    {
        foreach (var part in parts)
        {
            if (target.IsEmpty)
                return;
            if (start < part.ByteLength)
            {
                var count = (int)Math.Min(part.ByteLength - start, target.Length);
                Read(part.Offset + start, target[..count]);
                target = target[count..];
                start += count;
            }
            start -= part.ByteLength;
        }
    }

    private void Read(long offset, Span<byte> target)
    {
        try
        {
            for (var done = 0; done < target.Length;)
            {
                var count = RandomAccess.Read(_file, target[done..], offset + done);
                if (count == 0)
                    throw TensorHeader.Bad(Header.Path, "it became shorter while it was read");
                done += count;
            }
        }
        catch (IOException failure)
        {
            throw new EngineException(EngineError.BadFile, $"The file '{Header.Path}' cannot be read: {failure.Message}", failure);
        }
    }

    /// <summary>
    /// Tensors are read one after another, so that the copy of the last one is enough; whoever holds an older one keeps it.
    /// </summary>
    private byte[] Gathered(TensorEntry entry)
    {
        lock (_gate)
        {
            if (_gathered.Name != entry.Name || _gathered.Numbers is null)
                _gathered = (entry.Name, Gather(entry));
            return _gathered.Numbers;
        }
    }

    private byte[] Gather(TensorEntry entry)
    {
        if (entry.Strides is { } strides)
            return StridedTensor.Gather(entry, strides, Read);
        var whole = new byte[entry.ByteLength];
        Read(entry.Parts!, 0, whole);
        return whole;
    }

    private TensorEntry Find(string name) => Header.Tensors.GetValueOrDefault(name)
        ?? throw TensorHeader.Bad(Header.Path, $"the tensor '{name}' is missing");
}
