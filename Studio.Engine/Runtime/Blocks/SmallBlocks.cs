using System.Buffers.Binary;

namespace Studio.Engine.Runtime;

/// <summary>32 numbers of 4 bits, times a factor; around 0, or from a least number on.</summary>
internal sealed class Q4(bool hasLeast) : BlockFormat(hasLeast ? "Q4_1" : "Q4_0", Count, hasLeast ? 20 : 18)
{
    private const int Count = 32;

    protected override void UnpackBlock(ReadOnlySpan<byte> block, Span<float> target)
    {
        const int middle = 8;
        var factor = Half(block);
        var (least, from, start) = hasLeast ? (Half(block[2..]), 0, 4) : (0, middle, 2);
        for (var i = 0; i < Count / 2; i++)
        {
            var both = block[start + i];
            target[i] = (((both & 0xF) - from) * factor) + least;
            target[i + (Count / 2)] = (((both >> 4) - from) * factor) + least;
        }
    }
}

/// <summary>The same of 5 bits; the fifth ones of all stand together.</summary>
internal sealed class Q5(bool hasLeast) : BlockFormat(hasLeast ? "Q5_1" : "Q5_0", Count, hasLeast ? 24 : 22)
{
    private const int Count = 32;

    protected override void UnpackBlock(ReadOnlySpan<byte> block, Span<float> target)
    {
        const int middle = 16;
        var factor = Half(block);
        var (least, from, start) = hasLeast ? (Half(block[2..]), 0, 4) : (0, middle, 2);
        var high = BinaryPrimitives.ReadUInt32LittleEndian(block[start..]);
        int Fifth(int number) => (int)((high >> number) & 1) << 4;
        for (var i = 0; i < Count / 2; i++)
        {
            var both = block[start + sizeof(uint) + i];
            target[i] = ((((both & 0xF) | Fifth(i)) - from) * factor) + least;
            target[i + (Count / 2)] = ((((both >> 4) | Fifth(i + (Count / 2))) - from) * factor) + least;
        }
    }
}

/// <summary>32 signed bytes, times a factor.</summary>
internal sealed class Q8() : BlockFormat("Q8_0", Count, Count + 2)
{
    private const int Count = 32;

    protected override void UnpackBlock(ReadOnlySpan<byte> block, Span<float> target)
    {
        var factor = Half(block);
        for (var i = 0; i < Count; i++)
            target[i] = (sbyte)block[i + 2] * factor;
    }
}

/// <summary>32 numbers of 4 bits that stand for 16 values which lie closer around 0, times a factor.</summary>
internal sealed class Iq4Nl() : BlockFormat("IQ4_NL", Count, 18)
{
    private const int Count = 32;

    /// <summary>What the 4 bits stand for.</summary>
    public static ReadOnlySpan<sbyte> Values => [-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113];

    protected override void UnpackBlock(ReadOnlySpan<byte> block, Span<float> target) => Unpack(block[2..], Half(block), target);

    /// <summary>16 bytes to 32 numbers: first all lower halves, then all upper ones.</summary>
    public static void Unpack(ReadOnlySpan<byte> pairs, float factor, Span<float> target)
    {
        for (var i = 0; i < Count / 2; i++)
        {
            target[i] = factor * Values[pairs[i] & 0xF];
            target[i + (Count / 2)] = factor * Values[pairs[i] >> 4];
        }
    }
}
