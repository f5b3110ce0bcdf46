using Microsoft.Win32.SafeHandles;
using Studio.Engine.Runtime;

namespace Studio.Engine.Models;

/// <summary>
/// A .safetensors file: tensors by name, either as the operating system maps them (nothing is copied), or read piece by piece. Dispose it after the last use;
/// what a session still holds of the mapping stays until it lets go.
/// </summary>
public sealed class SafetensorsFile : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly Lazy<MappedFile> _mapping;

    private SafetensorsFile(SafetensorsHeader header, SafeFileHandle file)
    {
        Header = header;
        _file = file;
        _mapping = new Lazy<MappedFile>(() => MappedFile.Open(header.Path));
    }

    public SafetensorsHeader Header { get; }

    /// <summary>Opens and checks a file.</summary>
    /// <exception cref="EngineException">BadFile: not there, not readable, or not what the format allows.</exception>
    public static SafetensorsFile Open(string path) => Open(SafetensorsHeader.Read(path));

    /// <summary>Opens a file whose header was read before; that it is still the same file is the caller's to know.</summary>
    /// <exception cref="EngineException">BadFile: not there any more, or not readable.</exception>
    public static SafetensorsFile Open(SafetensorsHeader header)
    {
        try
        {
            return new SafetensorsFile(header, File.OpenHandle(header.Path, options: FileOptions.RandomAccess));
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
            throw SafetensorsHeader.Bad(Header.Path, $"the tensor {entry} is larger than 2 GiB");
        return _mapping.Value.Slice(entry.Offset, (int)entry.ByteLength);
    }

    /// <summary>
    /// Copies part of a tensor, from byte <paramref name="start"/> of it on. For what is converted anyway: a mapping would count as memory in use
    /// beside the converted copy, and a file cut short under it would end the process.
    /// </summary>
    /// <exception cref="EngineException">BadFile: there is no such tensor, or the file became shorter.</exception>
    public void Read(string name, long start, Span<byte> target)
    {
        var entry = Find(name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start + target.Length, entry.ByteLength, nameof(start));
        try
        {
            for (var done = 0; done < target.Length;)
            {
                var count = RandomAccess.Read(_file, target[done..], entry.Offset + start + done);
                if (count == 0)
                    throw SafetensorsHeader.Bad(Header.Path, "it became shorter while it was read");
                done += count;
            }
        }
        catch (IOException failure)
        {
            throw new EngineException(EngineError.BadFile, $"The file '{Header.Path}' cannot be read: {failure.Message}", failure);
        }
    }

    public void Dispose()
    {
        _file.Dispose();
        if (_mapping.IsValueCreated)
            _mapping.Value.Dispose();
    }

    private SafetensorsEntry Find(string name) => Header.Tensors.GetValueOrDefault(name)
        ?? throw SafetensorsHeader.Bad(Header.Path, $"the tensor '{name}' is missing");
}
