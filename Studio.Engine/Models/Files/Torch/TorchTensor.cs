namespace Studio.Engine.Models.Files.Torch;

/// <summary>A run of numbers that tensors share.</summary>
/// <param name="Key">Its name in the file.</param>
/// <param name="First">How many numbers of the run under that name come before it.</param>
internal sealed record TorchStorage(string Key, string DType, long First, long Count);

/// <summary>A view of a storage.</summary>
/// <param name="Offset">The storage's number it begins with.</param>
/// <param name="Strides">How many numbers to go on along each axis.</param>
internal sealed record TorchTensor(TorchStorage Storage, string DType, long Offset, long[] Shape, long[] Strides)
{
    private const int MaxRank = 64;
    private const long SmallEnough = 1 << 20;

    /// <summary>What the arguments of torch's rebuilding functions describe; null when they describe no tensor.</summary>
    /// <param name="dtype">Of the numbers, where the storage is one of bytes; null: as the storage.</param>
    public static TorchTensor? Of(object?[] arguments, string? dtype = null) =>
        arguments is [TorchStorage storage, long offset, object?[] shape, object?[] strides, ..] && shape.Length == strides.Length
            && shape.Length <= MaxRank
        && offset >= 0 && shape.All(IsSize) && strides.All(IsSize)
            ? new TorchTensor(storage, dtype ?? storage.DType, offset, Array.ConvertAll(shape, size => (long)size!),
                Array.ConvertAll(strides, stride => (long)stride!))
            : null;

    /// <summary>The tensor as an entry of its file.</summary>
    /// <param name="start">Where the storage with its key begins in the file.</param>
    /// <param name="length">How many bytes it has there.</param>
    /// <exception cref="EngineException">BadFile: it reaches beyond its storage.</exception>
    public TensorEntry Entry(string name, string path, long start, long length, long fileLength)
    {
        EngineException Beyond() =>
            TensorHeader.Bad(path, $"the tensor '{name}' [{string.Join(", ", Shape)}] reaches beyond the numbers that the file has for it");
        var size = TensorTypes.Bits(DType)!.Value / 8;
        var first = (Int128)Storage.First * (TensorTypes.Bits(Storage.DType)!.Value / 8) + ((Int128)Offset * size);
        var count = Shape.Aggregate((Int128)1, (product, axis) => product > long.MaxValue ? product : product * axis);
        if (Shape.Contains(0))
            return new TensorEntry(name, DType, Shape, start, 0);
        var last = (Int128)0;
        for (var axis = 0; axis < Shape.Length; axis++)
            last += (Int128)(Shape[axis] - 1) * Strides[axis];
        var end = first + ((last + 1) * size);
        // numbers that are written once and used in many places (expand) must not make much of little
        if (end > length || count * size > Math.Max(fileLength, SmallEnough))
            throw Beyond();
        var entry = new TensorEntry(name, DType, Shape, start + (long)first, (long)(count * size));
        if (IsInOrder())
            return entry;
        return (last + 1) * size <= Array.MaxLength && count * size <= Array.MaxLength
            ? entry with { Strides = Strides }
            : throw TensorHeader.Bad(path, $"the tensor '{name}' is larger than 2 GiB and does not lie in the order of its axes");
    }

    private static bool IsSize(object? value) => value is >= 0L;

    /// <summary>Whether its numbers follow one another; the stride of an axis with one place says nothing.</summary>
    private bool IsInOrder()
    {
        var expected = 1L;
        for (var axis = Shape.Length - 1; axis >= 0; axis--)
        {
            if (Shape[axis] != 1 && Strides[axis] != expected)
                return false;
            expected *= Shape[axis];
        }
        return true;
    }
}
