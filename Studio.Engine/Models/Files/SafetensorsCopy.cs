using System.Buffers.Binary;
using System.Text.Json;

namespace Studio.Engine.Models.Files;

/// <summary>
/// Writes the tensors of any model file as safetensors (huggingface.co/docs/safetensors): eight bytes with the header's length, the header
/// as JSON, padded to a multiple of eight, then the numbers one tensor after the other. Numbers stay as they are, bit by bit.
/// </summary>
public static class SafetensorsCopy
{
    private const int Piece = 1 << 20;

    /// <param name="metadata">Texts under __metadata__; none when empty.</param>
    /// <exception cref="EngineException">BadFile: a tensor cannot be read, or is in blocks that safetensors has no type for.</exception>
    public static void Write(TensorFile file, Stream target, IReadOnlyDictionary<string, string> metadata,
        CancellationToken cancellationToken)
    {
        var tensors = file.Header.Tensors.Values.ToList();
        if (tensors.FirstOrDefault(tensor => !Types.Contains(tensor.DType)) is { } blocks)
            throw TensorHeader.Bad(file.Header.Path, $"safetensors has no type for the tensor {blocks}");
        var header = HeaderOf(tensors, metadata);
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        target.Write(length);
        target.Write(header);
        var buffer = new byte[Piece];
        foreach (var tensor in tensors)
        {
            for (var at = 0L; at < tensor.ByteLength; at += Piece)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var piece = buffer.AsSpan(0, (int)Math.Min(Piece, tensor.ByteLength - at));
                file.Read(tensor.Name, at, piece);
                target.Write(piece);
            }
        }
    }

    private static readonly HashSet<string> Types = new(StringComparer.Ordinal)
    {
        "F64", "F32", "F16", "BF16", "F8_E4M3", "F8_E5M2", "I64", "I32", "I16", "I8", "U64", "U32", "U16", "U8", "BOOL",
    };

    private static byte[] HeaderOf(IEnumerable<TensorEntry> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            if (metadata.Count > 0)
            {
                json.WriteStartObject("__metadata__");
                foreach (var (name, text) in metadata)
                    json.WriteString(name, text);
                json.WriteEndObject();
            }

            var at = 0L;
            foreach (var tensor in tensors)
            {
                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype", tensor.DType);
                Write(json, "shape", tensor.Shape);
                Write(json, "data_offsets", [at, at += tensor.ByteLength]);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        while (bytes.Length % 8 != 0)
            bytes.WriteByte((byte)' ');
        return bytes.ToArray();
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<long> numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers)
            json.WriteNumberValue(number);
        json.WriteEndArray();
    }
}
