namespace Studio.Engine.Runtime;

/// <summary>
/// A way to hold numbers in blocks of a few bits each with factors that a block shares, as GGUF files have them: so many numbers in so many
/// bytes. Layouts are those of ggml (ggml-common.h, "block_q4_0" and so on).
/// </summary>
/// <param name="name">As GGUF spells it: Q4_0, Q6_K ...</param>
/// <param name="numbers">Of a block; rows of a matrix are whole blocks.</param>
/// <param name="bytes">Of a block.</param>
internal abstract class BlockFormat(string name, int numbers, int bytes)
{
    public string Name { get; } = name;

    public int Numbers { get; } = numbers;

    public int Bytes { get; } = bytes;

    /// <summary>Whole blocks to float32.</summary>
    /// <param name="target">As many numbers as the blocks have.</param>
    public void Unpack(ReadOnlySpan<byte> blocks, Span<float> target)
    {
        for (; blocks.Length >= Bytes; blocks = blocks[Bytes..], target = target[Numbers..])
            UnpackBlock(blocks[..Bytes], target[..Numbers]);
    }

    /// <summary>A tensor's shape with bytes in place of numbers along its last axis.</summary>
    public long[] PackedShape(ReadOnlySpan<long> shape) => [.. shape[..^1], shape[^1] / Numbers * Bytes];

    /// <summary>The way back.</summary>
    public long[] UnpackedShape(ReadOnlySpan<long> packed) => [.. packed[..^1], packed[^1] / Bytes * Numbers];

    protected abstract void UnpackBlock(ReadOnlySpan<byte> block, Span<float> target);

    protected static float Half(ReadOnlySpan<byte> at) => (float)BitConverter.ToHalf(at);
}
