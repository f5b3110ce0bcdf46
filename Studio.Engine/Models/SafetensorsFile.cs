using Studio.Engine.Runtime;

namespace Studio.Engine.Models;

/// <summary>A .safetensors file in memory as the operating system maps it: tensors by name, nothing copied. Dispose it after the last use of any tensor.</summary>
public sealed class SafetensorsFile : IDisposable
{
    private readonly MappedFile _bytes;

    private SafetensorsFile(SafetensorsHeader header, MappedFile bytes)
    {
        Header = header;
        _bytes = bytes;
    }

    public SafetensorsHeader Header { get; }

    /// <summary>Opens and checks a file.</summary>
    /// <exception cref="EngineException">BadFile: not there, not readable, or not what the format allows.</exception>
    public static SafetensorsFile Open(string path)
    {
        var header = SafetensorsHeader.Read(path);
        return new SafetensorsFile(header, MappedFile.Open(path));
    }

    /// <summary>The bytes of a tensor, valid until the file is disposed.</summary>
    /// <exception cref="EngineException">BadFile: there is no such tensor, or it has 2 GiB or more.</exception>
    public ReadOnlyMemory<byte> Bytes(string name)
    {
        if (!Header.Tensors.TryGetValue(name, out var entry))
            throw SafetensorsHeader.Bad(Header.Path, $"the tensor '{name}' is missing");
        if (entry.ByteLength > int.MaxValue)
            throw SafetensorsHeader.Bad(Header.Path, $"the tensor {entry} is larger than 2 GiB");
        return _bytes.Slice(entry.Offset, (int)entry.ByteLength);
    }

    public void Dispose() => _bytes.Dispose();
}
