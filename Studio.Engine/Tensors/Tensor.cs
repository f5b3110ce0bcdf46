namespace Studio.Engine.Tensors;

/// <summary>
/// A dense float32 array with a shape, row-major (the last axis moves fastest). Pictures are [B,H,W,C] in 0..1, masks [B,H,W] in 0..1,
/// latents and noise [B,C,H,W], text embeddings [B,T,D], sigmas [N].
/// A tensor that has been handed on (to another node, to the cache) is never written again; whoever made it may fill it first.
/// </summary>
public sealed class Tensor
{
    /// <summary>From this size on it is worth asking whether there is room.</summary>
    private const int LargeBytes = 64 << 20;

    private readonly int[] _shape;
    private readonly Memory<float> _memory;

    /// <summary>A tensor of zeros.</summary>
    /// <exception cref="EngineException">OutOfMemory: it is larger than the memory that is left, or than an array can be.</exception>
    public Tensor(params ReadOnlySpan<int> shape)
        : this(Allocate(shape), shape)
    {
    }

    /// <summary>A tensor over existing numbers, not copied.</summary>
    /// <exception cref="ArgumentException">The shape does not have as many elements as the data.</exception>
    public Tensor(Memory<float> data, params ReadOnlySpan<int> shape)
    {
        if (LengthOf(shape) != data.Length)
            throw new ArgumentException($"{data.Length} values do not fill the shape [{string.Join(", ", shape.ToArray())}].",
                nameof(data));
        _memory = data;
        _shape = shape.ToArray();
    }

    public ReadOnlySpan<int> Shape => _shape;

    public int Rank => _shape.Length;

    public int Length => _memory.Length;

    public Memory<float> Memory => _memory;

    public Span<float> Span => _memory.Span;

    /// <summary>The size of one axis; negative axes count from the end.</summary>
    public int Size(int axis) => _shape[axis < 0 ? axis + _shape.Length : axis];

    /// <summary>The same numbers under another shape of equal length; shares memory.</summary>
    public Tensor Reshape(params ReadOnlySpan<int> shape) => new(_memory, shape);

    /// <summary>Entry <paramref name="index"/> of the first axis with that axis kept as 1; shares memory.</summary>
    public Tensor Slice(int index) => Slice(index, 1);

    /// <summary><paramref name="count"/> entries of the first axis; shares memory.</summary>
    public Tensor Slice(int start, int count)
    {
        var stride = Length / Math.Max(_shape[0], 1);
        var shape = (int[])_shape.Clone();
        shape[0] = count;
        return new Tensor(_memory.Slice(start * stride, count * stride), shape);
    }

    public Tensor Clone() => new(_memory.ToArray(), _shape);

    /// <summary>A tensor of zeros with the same shape.</summary>
    public Tensor ZerosLike() => new(_shape);

    public bool HasShapeOf(Tensor other) => _shape.AsSpan().SequenceEqual(other._shape);

    /// <summary>Joins tensors along the first axis; all other axes must agree.</summary>
    public static Tensor Stack(params IReadOnlyList<Tensor> parts)
    {
        var shape = (int[])parts[0]._shape.Clone();
        shape[0] = parts.Sum(part => part._shape[0]);
        var joined = new Tensor(shape);
        var offset = 0;
        foreach (var part in parts)
        {
            if (!part._shape.AsSpan(1).SequenceEqual(shape.AsSpan(1)))
                throw new ArgumentException($"{part} does not fit {parts[0]} along the first axis.", nameof(parts));
            part.Span.CopyTo(joined.Span[offset..]);
            offset += part.Length;
        }
        return joined;
    }

    public override string ToString() => $"Tensor[{string.Join(", ", _shape)}]";

    private static float[] Allocate(ReadOnlySpan<int> shape)
    {
        var length = LengthOf(shape);
        if (length * sizeof(float) >= LargeBytes)
            HostMemory.Require(length * sizeof(float), Describe(shape));
        return new float[length];
    }

    private static string Describe(ReadOnlySpan<int> shape) => $"A tensor of [{string.Join(", ", shape.ToArray())}]";

    private static long LengthOf(ReadOnlySpan<int> shape)
    {
        var length = 1L;
        foreach (var size in shape)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(size, nameof(shape));
            length *= size; // no overflow: it was below 2^31
            if (length > Array.MaxLength)
                throw new EngineException(EngineError.OutOfMemory,
                    $"{Describe(shape)} is larger than one tensor can be. Use smaller pictures or a smaller batch.");
        }
        return length;
    }
}
