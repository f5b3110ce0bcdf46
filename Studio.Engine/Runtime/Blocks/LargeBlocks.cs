using System.Buffers.Binary;

namespace Studio.Engine.Runtime;

/// <summary>256 numbers of 2 bits; each 16 have a factor and a least number of 4 bits, which a block's two factors scale.</summary>
internal sealed class Q2K() : BlockFormat("Q2_K", Count, 84)
{
    private const int Count = 256;
    private const int Part = 16;

    protected override void UnpackBlock(ReadOnlySpan<byte> block, Span<float> target)
    {
        var (factor, leastFactor) = (Half(block[80..]), Half(block[82..]));
        var bits = block[16..80];
        for (var part = 0; part < Count / Part; part++)
        {
            var (scale, least) = (factor * (block[part] & 0xF), leastFactor * (block[part] >> 4));
            // 128 numbers share 32 bytes; of each byte two bits belong to one quarter of them
            var (start, shift) = ((part / 8 * 32) + (part % 2 * Part), part % 8 / 2 * 2);
            for (var i = 0; i < Part; i++)
                target[(part * Part) + i] = (scale * ((bits[start + i] >> shift) & 3)) - least;
        }
    }
}

/// <summary>256 signed numbers of 3 bits, the third ones standing together; each 16 have a signed factor of 6 bits.</summary>
internal sealed class Q3K() : BlockFormat("Q3_K", Count, 110)
{
    private const int Count = 256;
    private const int Part = 16;

    protected override void UnpackBlock(ReadOnlySpan<byte> block, Span<float> target)
    {
        const int middle = 32;
        var high = block[..32];
        var bits = block[32..96];
        var scales = block[96..108];
        var factor = Half(block[108..]);
        for (var part = 0; part < Count / Part; part++)
        {
            var low = part < 8 ? scales[part] & 0xF : scales[part - 8] >> 4;
            var scale = factor * ((low | (((scales[8 + (part % 4)] >> (part / 4 * 2)) & 3) << 4)) - middle);
            var (start, shift) = ((part / 8 * 32) + (part % 2 * Part), part % 8 / 2 * 2);
            var third = 1 << (part / 2);
            for (var i = 0; i < Part; i++)
            {
                var number = (bits[start + i] >> shift) & 3;
                target[(part * Part) + i] = scale * ((high[(start % 32) + i] & third) != 0 ? number : number - 4);
            }
        }
    }
}

/// <summary>
/// 256 numbers of 4 or 5 bits; each 32 have a factor and a least number of 6 bits, which a block's two factors scale.
/// </summary>
internal sealed class Q45K(bool hasFifthBit) : BlockFormat(hasFifthBit ? "Q5_K" : "Q4_K", Count, hasFifthBit ? 176 : 144)
{
    private const int Count = 256;
    private const int Part = 32;

    protected override void UnpackBlock(ReadOnlySpan<byte> block, Span<float> target)
    {
        var (factor, leastFactor) = (Half(block), Half(block[2..]));
        var scales = block[4..16];
        var fifths = hasFifthBit ? block[16..48] : default;
        var bits = block[(hasFifthBit ? 48 : 16)..];
        for (var part = 0; part < Count / Part; part++)
        {
            var (scale, least) = Scale(scales, part);
            var (times, minus) = (factor * scale, leastFactor * least);
            var (start, shift) = (part / 2 * Part, part % 2 * 4);
            for (var i = 0; i < Part; i++)
            {
                var number = (bits[start + i] >> shift) & 0xF;
                if (hasFifthBit)
                    number |= ((fifths[i] >> part) & 1) << 4;
                target[(part * Part) + i] = (times * number) - minus;
            }
        }
    }

    /// <summary>Factor and least number of a part, 6 bits each: of the last four the upper two bits stand with the first four.</summary>
    private static (int Scale, int Least) Scale(ReadOnlySpan<byte> scales, int part) => part < 4
        ? (scales[part] & 63, scales[part + 4] & 63)
        : ((scales[part + 4] & 0xF) | (scales[part - 4] >> 6 << 4), (scales[part + 4] >> 4) | (scales[part] >> 6 << 4));
}

/// <summary>256 signed numbers of 6 bits, the upper two standing apart; each 16 have a factor of a signed byte.</summary>
internal sealed class Q6K() : BlockFormat("Q6_K", Count, 210)
{
    private const int Count = 256;

    protected override void UnpackBlock(ReadOnlySpan<byte> block, Span<float> target)
    {
        const int middle = 32;
        const int quarter = 32;
        var low = block[..128];
        var high = block[128..192];
        var scales = block[192..208];
        var factor = Half(block[208..]);
        for (var part = 0; part < Count / quarter; part++)
        {
            // 128 numbers share 64 bytes of lower and 32 of upper bits
            var (half, place) = (part / 4, part % 4);
            var (start, shift) = ((half * 64) + (place % 2 * quarter), place / 2 * 4);
            for (var i = 0; i < quarter; i++)
            {
                var number = ((low[start + i] >> shift) & 0xF) | (((high[(half * 32) + i] >> (place * 2)) & 3) << 4);
                var scale = factor * (sbyte)scales[(half * 8) + (place * 2) + (i / 16)];
                target[(part * quarter) + i] = scale * (number - middle);
            }
        }
    }
}

/// <summary>256 numbers as <see cref="Iq4Nl"/> has them; each 32 have a signed factor of 6 bits.</summary>
internal sealed class Iq4Xs() : BlockFormat("IQ4_XS", Count, 136)
{
    private const int Count = 256;
    private const int Part = 32;

    protected override void UnpackBlock(ReadOnlySpan<byte> block, Span<float> target)
    {
        const int middle = 32;
        var (factor, high) = (Half(block), BinaryPrimitives.ReadUInt16LittleEndian(block[2..]));
        for (var part = 0; part < Count / Part; part++)
        {
            var scale = ((block[4 + (part / 2)] >> (part % 2 * 4)) & 0xF) | (((high >> (part * 2)) & 3) << 4);
            Iq4Nl.Unpack(block.Slice(8 + (part * Part / 2), Part / 2), factor * (scale - middle), target.Slice(part * Part, Part));
        }
    }
}
