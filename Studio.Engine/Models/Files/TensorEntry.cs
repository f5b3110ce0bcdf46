namespace Studio.Engine.Models.Files;

/// <summary>One tensor of a model file.</summary>
/// <param name="DType">As the safetensors format spells it: F32, F16, BF16, F8_E4M3, ...</param>
/// <param name="Offset">Where its first number is, counted in bytes from the start of the file.</param>
/// <param name="ByteLength">What all its numbers take, each once.</param>
public sealed record TensorEntry(string Name, string DType, IReadOnlyList<long> Shape, long Offset, long ByteLength)
{
    /// <summary>
    /// How many numbers to go on along each axis, for tensors that lie in the file in another order than that of their axes (a transposed
    /// one); null for all others.
    /// </summary>
    internal IReadOnlyList<long>? Strides { get; init; }

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
