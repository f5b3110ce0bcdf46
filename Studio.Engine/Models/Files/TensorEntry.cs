namespace Studio.Engine.Models.Files;

/// <summary>One tensor of a model file.</summary>
/// <param name="DType">As the safetensors format spells it: F32, F16, BF16, F8_E4M3, ...; of blocks as GGUF does: Q4_0, ...</param>
/// <param name="Offset">Where its first number is, counted in bytes from the start of the file.</param>
/// <param name="ByteLength">What all its numbers take, each once.</param>
public sealed record TensorEntry(string Name, string DType, IReadOnlyList<long> Shape, long Offset, long ByteLength)
{
    /// <summary>
    /// How many numbers to go on along each axis, for tensors that lie in the file in another order than that of their axes (a transposed
    /// one); null for all others.
    /// </summary>
    internal IReadOnlyList<long>? Strides { get; init; }

    /// <summary>
    /// Tensors of the file that it is made of, one below the other along the first axis; null for all that lie in one piece.
    /// </summary>
    internal IReadOnlyList<TensorEntry>? Parts { get; init; }

    /// <summary>Tensors one below the other; null when they cannot be: of different types or rows, or in another order.</summary>
    internal static TensorEntry? Join(string name, IReadOnlyList<TensorEntry> parts)
    {
        var first = parts[0];
        return parts.All(part => part.DType == first.DType && part.Strides is null && part.Parts is null && part.Shape.Count > 0
            && part.Shape.Skip(1).SequenceEqual(first.Shape.Skip(1)))
            ? first with
            {
                Name = name,
                Shape = [parts.Sum(part => part.Shape[0]), .. first.Shape.Skip(1)],
                ByteLength = parts.Sum(part => part.ByteLength),
                Parts = parts,
            }
            : null;
    }

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
