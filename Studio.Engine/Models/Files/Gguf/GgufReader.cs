using System.Globalization;
using Studio.Engine.Runtime;

namespace Studio.Engine.Models.Files.Gguf;

/// <summary>
/// The header of a GGUF file, version 2 or 3: keys with values, then names, shapes, types and places of tensors
/// (github.com/ggml-org/ggml, docs/gguf.md).
/// </summary>
internal static class GgufReader
{
    private const uint Magic = 0x46554747; // "GGUF"
    private const int MostTensors = 1 << 16;
    private const int LongestName = 1024;
    private const int MostAxes = 8;
    private const int UsualAlignment = 32;
    private const string OriginalShape = "comfy.gguf.orig_shape.";

    private static IEnumerable<string> Known => ["F32", "F16", "BF16", .. BlockFormats.All.Select(format => format.Name)];

    /// <summary>Whether a file begins as the format says.</summary>
    public static bool Recognizes(FileStream file) =>
        TensorHeader.Beginning(file, stackalloc byte[sizeof(uint)]).SequenceEqual("GGUF"u8);

    /// <exception cref="EngineException">BadFile: not what the format allows. Unsupported: an old or foreign version, numbers packed in a
    /// way that is not unpacked here, or one part of several.</exception>
    public static TensorHeader Read(string path, FileStream file)
    {
        using var input = new GgufInput(path, file);
        RequireVersion(path, input);
        var count = input.Count("tensors", MostTensors);
        var metadata = GgufMetadata.Read(path, input);
        if (metadata.TryGetValue("split.count", out var parts) && parts is not ("0" or "1"))
            throw Unsupported(path, $"is one of {parts} parts of a model. Join them first (llama-gguf-split --merge)");
        var tensors = new List<TensorEntry>(count);
        for (var i = 0; i < count; i++)
            tensors.Add(Entry(path, input, metadata));
        return new TensorHeader(path, Placed(path, tensors, DataStart(path, input.Position, metadata), file.Length), metadata);
    }

    private static void RequireVersion(string path, GgufInput input)
    {
        const uint newest = 3;
        if (input.Number() != Magic)
            throw TensorHeader.Bad(path, "it does not begin as GGUF files do");
        var version = input.Number();
        if ((version & 0xFFFF) == 0)
            throw Unsupported(path, "is a GGUF file for processors of the other byte order. Use the ordinary one");
        if (version is < 2 or > newest)
            throw Unsupported(path, $"is a GGUF file of version {version}; versions 2 and 3 are read. Convert it again with a present tool");
    }

    /// <summary>A tensor with its place counted from where the numbers begin.</summary>
    private static TensorEntry Entry(string path, GgufInput input, Dictionary<string, string> metadata)
    {
        var name = input.Text("a tensor's name", LongestName);
        var axes = input.Number();
        if (axes > MostAxes)
            throw TensorHeader.Bad(path, $"the tensor '{name}' has {axes} axes");
        var shape = new long[axes];
        // the axis that lies closest together comes first
        for (var axis = shape.Length - 1; axis >= 0; axis--)
        {
            shape[axis] = input.LongNumber() is > 0 and <= long.MaxValue and var size ? (long)size
                : throw TensorHeader.Bad(path, $"the tensor '{name}' has an axis of no or an impossible size");
        }
        var (type, offset) = (input.Number(), input.LongNumber());
        var entry = new TensorEntry(name, GgufTypes.Name(type) ?? $"type {type}", shape, 0, 0);
        if (!GgufTypes.IsRead(entry.DType))
            throw Unsupported(path, $"holds '{name}' as {entry.DType}, which is not unpacked here. Use one of {string.Join(", ", Known)}");
        var length = Length(path, entry);
        if (offset > long.MaxValue)
            throw TensorHeader.Bad(path, $"the tensor '{name}' lies at an impossible place");
        return entry with { Offset = (long)offset, ByteLength = length, Shape = Reshaped(path, entry, metadata) };
    }

    private static long Length(string path, TensorEntry entry)
    {
        UInt128 numbers = 1;
        foreach (var size in entry.Shape)
        {
            numbers *= (ulong)size;
            if (numbers > int.MaxValue * 64L)
                throw TensorHeader.Bad(path, $"the tensor {entry} is larger than any file");
        }
        if (TensorTypes.Blocks(entry.DType) is not { } blocks)
            return (long)numbers * TensorTypes.Bits(entry.DType)!.Value / 8;
        return entry.Shape.Count > 0 && entry.Shape[^1] % blocks.Numbers == 0
            ? (long)numbers / blocks.Numbers * blocks.Bytes
            : throw TensorHeader.Bad(path, $"the rows of the tensor {entry} are no whole blocks of {blocks.Numbers}");
    }

    /// <summary>Converters lay tensors of many axes, or of narrow rows, flat and say elsewhere what shape they had.</summary>
    private static IReadOnlyList<long> Reshaped(string path, TensorEntry entry, Dictionary<string, string> metadata)
    {
        if (!metadata.TryGetValue(OriginalShape + entry.Name, out var text))
            return entry.Shape;
        long[] shape = [.. text.Split(',').Select(size => long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture,
            out var number)
            && number is > 0 and < int.MaxValue ? number : throw TensorHeader.Bad(path, $"the tensor '{entry.Name}' had the shape [{text}]"))];
        return shape.Aggregate((UInt128)1, (product, size) => product * (ulong)size)
                == entry.Shape.Aggregate((UInt128)1, (product, size) => product * (ulong)size)
            ? shape
            : throw TensorHeader.Bad(path, $"the tensor {entry} had the shape [{text}], which is another number of numbers");
    }

    private static long DataStart(string path, long headerEnd, Dictionary<string, string> metadata)
    {
        var alignment = UsualAlignment;
        if (metadata.TryGetValue("general.alignment", out var text) && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture,
            out alignment) || !int.IsPow2(alignment) || alignment > 1 << 20))
            throw TensorHeader.Bad(path, $"its numbers are aligned to {text} bytes, which is no small power of two");
        return (headerEnd + alignment - 1) / alignment * alignment;
    }

    /// <summary>The tensors in the order in which they lie, each inside the file and none over another.</summary>
    private static OrderedDictionary<string, TensorEntry> Placed(string path, List<TensorEntry> tensors, long start, long fileLength)
    {
        var placed = new OrderedDictionary<string, TensorEntry>(tensors.Count, StringComparer.Ordinal);
        var end = 0L;
        foreach (var entry in tensors.OrderBy(entry => entry.Offset).ThenBy(entry => entry.ByteLength))
        {
            if (entry.Offset < end)
                throw TensorHeader.Bad(path, $"the tensor '{entry.Name}' overlaps another");
            if (entry.Offset > fileLength - start || entry.ByteLength > fileLength - start - entry.Offset)
                throw TensorHeader.Bad(path,
                    $"the tensor '{entry.Name}' ends at byte {(Int128)start + entry.Offset + entry.ByteLength}, but the file has {fileLength}: it is cut short");
            end = entry.Offset + entry.ByteLength;
            if (!placed.TryAdd(entry.Name, entry with { Offset = start + entry.Offset }))
                throw TensorHeader.Bad(path, $"the tensor '{entry.Name}' appears twice");
        }
        return placed;
    }

    private static EngineException Unsupported(string path, string what) =>
        new(EngineError.Unsupported, $"'{Path.GetFileName(path)}' {what}.");
}
