using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Studio.Engine.Models.Files;
using Studio.Engine.Runtime;

namespace Studio.Engine.Models;

/// <summary>
/// A tensor as it is written into a file: a weight of a network, several of them one below the other, or one with its two axes swapped.
/// Types stay as they are in the network's file, but for 8 bits, which become half precision, and 64, which become float32.
/// </summary>
/// <param name="Name">In the new file.</param>
/// <param name="Parts">What it is made of, by the names that the network knows; all as wide.</param>
internal sealed record StoredTensor(string Name, IReadOnlyList<(string Name, TensorEntry Entry)> Parts)
{
    /// <summary>Of a matrix: whether rows become columns.</summary>
    public bool IsTransposed { get; init; }

    public string DType => First.DType switch
    {
        "F64" => "F32",
        "F8_E4M3" or "F8_E5M2" => "F16",
        var packed when TensorTypes.Blocks(packed) is not null => "F16",
        var same => same,
    };

    public IReadOnlyList<long> Shape => IsTransposed ? [.. First.Shape.Reverse()]
        : Parts.Count == 1 ? First.Shape : [Parts.Sum(part => part.Entry.Shape[0]), .. First.Shape.Skip(1)];

    public long ByteLength => IsWeight(First)
        ? Parts.Sum(part => (long)part.Entry.Count()) * TensorTypes.Bits(DType)!.Value / 8
        : First.ByteLength;

    private TensorEntry First => Parts[0].Entry;

    /// <summary>Writes its numbers with all that was done to them.</summary>
    public void Write(Stream target, WeightReader reader)
    {
        foreach (var (name, entry) in Parts)
        {
            var bytes = IsWeight(entry) ? Numbers(reader, name, entry) : reader.Raw(name, entry.ByteLength);
            target.Write(IsTransposed ? Transposed(bytes.Span, entry.Shape) : bytes.Span);
        }
    }

    /// <summary>A weight's numbers in the type that is written.</summary>
    private ReadOnlyMemory<byte> Numbers(WeightReader reader, string name, TensorEntry entry)
    {
        var (type, data) = reader.Weights.Get(name, [.. entry.Shape]);
        if (type == TensorTypes.Element(DType))
            return data;
        var numbers = type is ElementType.Float32 ? MemoryMarshal.Cast<byte, float>(data.Span) : Widened(type, data.Span);
        if (DType == "F32")
            return MemoryMarshal.AsBytes(numbers).ToArray();
        var half = new ushort[numbers.Length];
        if (DType == "BF16")
            WeightConversion.ToBFloat16(numbers, half);
        else
            TensorPrimitives.ConvertToHalf(numbers, MemoryMarshal.Cast<ushort, Half>(half.AsSpan()));
        return MemoryMarshal.AsBytes<ushort>(half).ToArray();
    }

    private static float[] Widened(ElementType type, ReadOnlySpan<byte> half)
    {
        var numbers = new float[half.Length / sizeof(ushort)];
        if (type is ElementType.Float16)
            TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(half), numbers);
        else
            WeightConversion.FromBFloat16(MemoryMarshal.Cast<byte, ushort>(half), MemoryMarshal.Cast<float, uint>(numbers.AsSpan()));
        return numbers;
    }

    private static byte[] Transposed(ReadOnlySpan<byte> matrix, IReadOnlyList<long> shape)
    {
        var (rows, columns) = ((int)shape[0], (int)shape[1]);
        var (size, turned) = (matrix.Length / (rows * columns), new byte[matrix.Length]);
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
                matrix.Slice(((row * columns) + column) * size, size).CopyTo(turned.AsSpan(((column * rows) + row) * size));
        }
        return turned;
    }

    private static bool IsWeight(TensorEntry entry) => entry.Count() > 0 && TensorTypes.IsOfWeights(entry.DType);
}
