namespace Studio.Engine.Models.Files;

/// <summary>Tensors whose numbers lie in another order than that of their axes.</summary>
internal static class StridedTensor
{
    public delegate void ReadBytes(long offset, Span<byte> target);

    /// <summary>Its numbers in the order of its axes.</summary>
    /// <param name="read">Reads from the file.</param>
    public static byte[] Gather(TensorEntry entry, IReadOnlyList<long> strides, ReadBytes read)
    {
        var size = TensorTypes.Bits(entry.DType)!.Value / 8;
        var numbers = new byte[entry.ByteLength];
        if (numbers.Length == 0)
            return numbers;
        var stored = new byte[Extent(entry.Shape, strides) * size];
        read(entry.Offset, stored);
        var index = new long[strides.Count];
        var from = 0L;
        for (var to = 0; to < numbers.Length; to += size)
        {
            stored.AsSpan((int)from * size, size).CopyTo(numbers.AsSpan(to));
            for (var axis = index.Length - 1; axis >= 0; axis--)
            {
                from += strides[axis];
                if (++index[axis] < entry.Shape[axis])
                    break;
                from -= strides[axis] * entry.Shape[axis];
                index[axis] = 0;
            }
        }
        return numbers;
    }

    /// <summary>How many numbers there are from the first to the last one, those between included. No axis is empty.</summary>
    public static long Extent(IReadOnlyList<long> shape, IReadOnlyList<long> strides) =>
        checked(1 + Enumerable.Range(0, shape.Count).Sum(axis => (shape[axis] - 1) * strides[axis]));
}
