using System.Buffers.Binary;
using System.Text.Json;

namespace Studio.Engine.Models.Files;

/// <summary>
/// The header of a .safetensors file: an 8-byte length and JSON, which the tensors' bytes follow without gaps
/// (github.com/huggingface/safetensors, "Format").
/// </summary>
internal static class SafetensorsReader
{
    /// <summary>The format's own limit for the header, in bytes.</summary>
    public const int MaxHeaderLength = 100_000_000;

    // of the reader that the format comes with; deeper than 4 are only fields that nobody reads
    private const int MaxDepth = 128;

    private const int LengthPrefix = sizeof(ulong);

    /// <summary>Whether a file begins as the format says.</summary>
    public static bool Recognizes(FileStream file)
    {
        var start = TensorHeader.Beginning(file, stackalloc byte[LengthPrefix + 1]);
        return start.Length > LengthPrefix && start[LengthPrefix] == (byte)'{'
            && BinaryPrimitives.ReadUInt64LittleEndian(start) <= MaxHeaderLength;
    }

    /// <exception cref="EngineException">BadFile: not what the format allows.</exception>
    public static TensorHeader Read(string path, FileStream file) => Parse(path, ReadJson(path, file), file.Length);

    private static byte[] ReadJson(string path, FileStream file)
    {
        Span<byte> prefix = stackalloc byte[LengthPrefix];
        if (file.ReadAtLeast(prefix, LengthPrefix, throwOnEndOfStream: false) < LengthPrefix)
            throw TensorHeader.Bad(path, $"it ends after {file.Length} bytes");
        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > MaxHeaderLength)
            throw TensorHeader.Bad(path, $"its header claims {length} bytes, more than the {MaxHeaderLength} the format allows");
        if ((long)length > file.Length - LengthPrefix)
            throw TensorHeader.Bad(path, $"its header claims {length} bytes, but only {file.Length - LengthPrefix} follow");
        var json = new byte[(int)length];
        file.ReadExactly(json);
        return json;
    }

    private static TensorHeader Parse(string path, ReadOnlySpan<byte> json, long fileLength)
    {
        if (json.IsEmpty || json[0] != (byte)'{')
            throw TensorHeader.Bad(path, "it does not begin with a JSON header");
        var tensors = new Dictionary<string, TensorEntry>(StringComparer.Ordinal);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        var dataStart = LengthPrefix + json.Length;
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
            reader.Read();
            var metadataSeen = false;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString()!;
                reader.Read();
                if (name == "__metadata__")
                {
                    if (metadataSeen)
                        throw TensorHeader.Bad(path, "__metadata__ appears twice");
                    metadataSeen = true;
                    ReadMetadata(path, ref reader, metadata);
                }
                else if (!tensors.TryAdd(name, ReadEntry(path, name, ref reader, dataStart)))
                {
                    throw TensorHeader.Bad(path, $"the tensor '{name}' appears twice");
                }
            }
            while (reader.Read())
            {
                // what follows the object must be white space: the reader throws otherwise
            }
        }
        catch (Exception failure) when (failure is JsonException or FormatException or InvalidOperationException)
        {
            throw TensorHeader.Bad(path, $"its header is not valid JSON ({failure.Message})", failure);
        }
        var ordered = new OrderedDictionary<string, TensorEntry>(tensors.Count, StringComparer.Ordinal);
        foreach (var entry in tensors.Values.OrderBy(entry => entry.Offset).ThenBy(entry => entry.ByteLength))
            ordered.Add(entry.Name, entry);
        CheckLayout(path, ordered.Values, dataStart, fileLength);
        return new TensorHeader(path, ordered, metadata);
    }

    private static void ReadMetadata(string path, ref Utf8JsonReader reader, Dictionary<string, string> metadata)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return;
        if (reader.TokenType != JsonTokenType.StartObject)
            throw TensorHeader.Bad(path, "__metadata__ is neither an object nor null");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString()!;
            reader.Read();
            if (reader.TokenType != JsonTokenType.String)
                throw TensorHeader.Bad(path, $"the metadata '{key}' is not a text");
            metadata[key] = reader.GetString()!;
        }
    }

    private static TensorEntry ReadEntry(string path, string name, ref Utf8JsonReader reader, long dataStart)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw TensorHeader.Bad(path, $"the tensor '{name}' is not an object");
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
                case "dtype" or "shape" or "data_offsets":
                    throw TensorHeader.Bad(path, $"the tensor '{name}' has the field '{key}' twice");
                default:
                    // a later version of the format may say more of a tensor
                    reader.Skip();
                    break;
            }
        }
        if (dtype is null || shape is null || offsets is not [var begin, var end])
            throw TensorHeader.Bad(path, $"the tensor '{name}' lacks a dtype, a shape or two data_offsets");
        if (end < begin || end > long.MaxValue - dataStart)
            throw TensorHeader.Bad(path, $"the tensor '{name}' has offsets [{begin}, {end}]");
        var entry = new TensorEntry(name, dtype, shape, dataStart + begin, end - begin);
        CheckSize(path, entry);
        return entry;
    }

    private static List<long> ReadNumbers(string path, string name, ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw TensorHeader.Bad(path, $"the tensor '{name}' has something else where numbers belong");
        var numbers = new List<long>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var number) || number < 0)
                throw TensorHeader.Bad(path, $"the tensor '{name}' has a size or offset that is not a whole number from 0 on");
            numbers.Add(number);
        }
        return numbers;
    }

    private static void CheckSize(string path, TensorEntry entry)
    {
        if (TensorTypes.Bits(entry.DType) is not { } bits)
            throw TensorHeader.Bad(path, $"the tensor '{entry.Name}' has the unknown type '{entry.DType}'");
        UInt128 size = (UInt128)(ulong)bits;
        foreach (var axis in entry.Shape)
        {
            size *= (ulong)axis;
            if (size > long.MaxValue)
                throw TensorHeader.Bad(path, $"the tensor {entry} is larger than any file");
        }
        if (size % 8 != 0 || size / 8 != (ulong)entry.ByteLength)
            throw TensorHeader.Bad(path, $"the tensor {entry} needs {size / 8} bytes, but its offsets give it {entry.ByteLength}");
    }

    /// <param name="tensors">In the order of their offsets.</param>
    private static void CheckLayout(string path, IEnumerable<TensorEntry> tensors, long dataStart, long fileLength)
    {
        var position = dataStart;
        foreach (var entry in tensors)
        {
            if (entry.Offset < position)
                throw TensorHeader.Bad(path, $"the tensor '{entry.Name}' overlaps another");
            if (entry.Offset > position)
                throw TensorHeader.Bad(path, $"there is a gap of {entry.Offset - position} bytes before the tensor '{entry.Name}'");
            position += entry.ByteLength;
            if (position > fileLength)
                throw TensorHeader.Bad(path,
                    $"the tensor '{entry.Name}' ends at byte {position}, but the file has {fileLength}: it is cut short");
        }
        if (position != fileLength)
            throw TensorHeader.Bad(path, $"{fileLength - position} bytes at its end belong to no tensor");
    }
}
