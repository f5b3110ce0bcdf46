using System.Buffers.Binary;
using System.Text.Json;

namespace Studio.Engine.Models;

/// <summary>One tensor of a .safetensors file.</summary>
/// <param name="DType">As the format spells it: F32, F16, BF16, F8_E4M3, ...</param>
/// <param name="Offset">Where its bytes begin, counted from the start of the file.</param>
public sealed record SafetensorsEntry(string Name, string DType, IReadOnlyList<long> Shape, long Offset, long ByteLength)
{
    /// <summary>How many numbers it has.</summary>
    /// <exception cref="EngineException">BadFile: more than one piece of memory can hold.</exception>
    public int Count()
    {
        var count = Shape.Aggregate(1L, (product, size) => product * size);
        return count <= Array.MaxLength / sizeof(float)
            ? (int)count
            : throw new EngineException(EngineError.BadFile, $"The tensor {this} is larger than 2 GiB as float32.");
    }

    public override string ToString() => $"{Name} {DType} [{string.Join(", ", Shape)}]";
}

/// <summary>
/// What a .safetensors file says of itself: an 8-byte length, a JSON header, then the tensors' bytes without gaps
/// (github.com/huggingface/safetensors, "Format"). Nothing of it is believed before it is checked.
/// </summary>
public sealed class SafetensorsHeader
{
    /// <summary>The format's own limit for the header, in bytes.</summary>
    public const int MaxHeaderLength = 100_000_000;

    private const int LengthPrefix = sizeof(ulong);

    private SafetensorsHeader(string path, IReadOnlyDictionary<string, SafetensorsEntry> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        Path = path;
        Tensors = tensors;
        Metadata = metadata;
    }

    public string Path { get; }

    /// <summary>Every tensor by name.</summary>
    public IReadOnlyDictionary<string, SafetensorsEntry> Tensors { get; }

    /// <summary>The texts under __metadata__; empty when there are none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Reads and checks the header; the tensors' bytes are not read.</summary>
    /// <exception cref="EngineException">BadFile: not there, not readable, or not what the format allows.</exception>
    public static SafetensorsHeader Read(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 1);
            return Parse(path, ReadJson(path, file), file.Length);
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new EngineException(EngineError.BadFile, $"There is no file '{path}'.", failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new EngineException(EngineError.BadFile, $"The file '{path}' cannot be read: {failure.Message}", failure);
        }
    }

    /// <summary>The same file with its tensors under other names; those without one are left out.</summary>
    internal SafetensorsHeader Renamed(Func<string, string?> rename)
    {
        var renamed = new Dictionary<string, SafetensorsEntry>(StringComparer.Ordinal);
        foreach (var tensor in Tensors.Values)
        {
            if (rename(tensor.Name) is { } name)
                renamed[name] = tensor with { Name = name };
        }
        return new SafetensorsHeader(Path, renamed, Metadata);
    }

    internal static EngineException Bad(string path, string what, Exception? inner = null) =>
        new(EngineError.BadFile, $"'{System.IO.Path.GetFileName(path)}' is not a usable safetensors file: {what}. Download or export it again.", inner);

    private static byte[] ReadJson(string path, FileStream file)
    {
        Span<byte> prefix = stackalloc byte[LengthPrefix];
        if (file.ReadAtLeast(prefix, LengthPrefix, throwOnEndOfStream: false) < LengthPrefix)
            throw Bad(path, $"it ends after {file.Length} bytes");
        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > MaxHeaderLength)
            throw Bad(path, $"its header claims {length} bytes, more than the {MaxHeaderLength} the format allows");
        if ((long)length > file.Length - LengthPrefix)
            throw Bad(path, $"its header claims {length} bytes, but only {file.Length - LengthPrefix} follow");
        var json = new byte[(int)length];
        file.ReadExactly(json);
        return json;
    }

    private static SafetensorsHeader Parse(string path, ReadOnlySpan<byte> json, long fileLength)
    {
        if (json.IsEmpty || json[0] != (byte)'{')
            throw Bad(path, "it does not begin with a JSON header");
        var tensors = new Dictionary<string, SafetensorsEntry>(StringComparer.Ordinal);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        var dataStart = LengthPrefix + json.Length;
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 4 });
            reader.Read();
            var metadataSeen = false;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString()!;
                reader.Read();
                if (name == "__metadata__")
                {
                    if (metadataSeen)
                        throw Bad(path, "__metadata__ appears twice");
                    metadataSeen = true;
                    ReadMetadata(path, ref reader, metadata);
                }
                else if (!tensors.TryAdd(name, ReadEntry(path, name, ref reader, dataStart)))
                {
                    throw Bad(path, $"the tensor '{name}' appears twice");
                }
            }
            while (reader.Read())
            {
                // what follows the object must be white space: the reader throws otherwise
            }
        }
        catch (Exception failure) when (failure is JsonException or FormatException or InvalidOperationException)
        {
            throw Bad(path, $"its header is not valid JSON ({failure.Message})", failure);
        }
        CheckLayout(path, tensors.Values, dataStart, fileLength);
        return new SafetensorsHeader(path, tensors, metadata);
    }

    private static void ReadMetadata(string path, ref Utf8JsonReader reader, Dictionary<string, string> metadata)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw Bad(path, "__metadata__ is not an object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString()!;
            reader.Read();
            if (reader.TokenType != JsonTokenType.String)
                throw Bad(path, $"the metadata '{key}' is not a text");
            metadata[key] = reader.GetString()!;
        }
    }

    private static SafetensorsEntry ReadEntry(string path, string name, ref Utf8JsonReader reader, long dataStart)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw Bad(path, $"the tensor '{name}' is not an object");
        string? dtype = null;
        List<long>? shape = null, offsets = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString();
            reader.Read();
            switch (key)
            {
                case "dtype" when dtype is null:
                    dtype = reader.GetString();
                    break;
                case "shape" when shape is null:
                    shape = ReadNumbers(path, name, ref reader);
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ReadNumbers(path, name, ref reader);
                    break;
                default:
                    throw Bad(path, $"the tensor '{name}' has an unknown or repeated field '{key}'");
            }
        }
        if (dtype is null || shape is null || offsets is not [var begin, var end])
            throw Bad(path, $"the tensor '{name}' lacks a dtype, a shape or two data_offsets");
        if (end < begin || end > long.MaxValue - dataStart)
            throw Bad(path, $"the tensor '{name}' has offsets [{begin}, {end}]");
        var entry = new SafetensorsEntry(name, dtype, shape, dataStart + begin, end - begin);
        CheckSize(path, entry);
        return entry;
    }

    private static List<long> ReadNumbers(string path, string name, ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw Bad(path, $"the tensor '{name}' has something else where numbers belong");
        var numbers = new List<long>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var number) || number < 0)
                throw Bad(path, $"the tensor '{name}' has a size or offset that is not a whole number from 0 on");
            numbers.Add(number);
        }
        return numbers;
    }

    private static void CheckSize(string path, SafetensorsEntry entry)
    {
        if (SafetensorsTypes.Bits(entry.DType) is not { } bits)
            throw Bad(path, $"the tensor '{entry.Name}' has the unknown type '{entry.DType}'");
        UInt128 size = (UInt128)(ulong)bits;
        foreach (var axis in entry.Shape)
        {
            size *= (ulong)axis;
            if (size > long.MaxValue)
                throw Bad(path, $"the tensor {entry} is larger than any file");
        }
        if (size % 8 != 0 || size / 8 != (ulong)entry.ByteLength)
            throw Bad(path, $"the tensor {entry} needs {size / 8} bytes, but its offsets give it {entry.ByteLength}");
    }

    private static void CheckLayout(string path, IEnumerable<SafetensorsEntry> tensors, long dataStart, long fileLength)
    {
        var position = dataStart;
        foreach (var entry in tensors.OrderBy(entry => entry.Offset).ThenBy(entry => entry.ByteLength))
        {
            if (entry.Offset < position)
                throw Bad(path, $"the tensor '{entry.Name}' overlaps another");
            if (entry.Offset > position)
                throw Bad(path, $"there is a gap of {entry.Offset - position} bytes before the tensor '{entry.Name}'");
            position += entry.ByteLength;
            if (position > fileLength)
                throw Bad(path, $"the tensor '{entry.Name}' ends at byte {position}, but the file has {fileLength}: it is cut short");
        }
        if (position != fileLength)
            throw Bad(path, $"{fileLength - position} bytes at its end belong to no tensor");
    }
}
