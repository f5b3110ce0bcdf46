using System.Numerics;
using System.Runtime.InteropServices;

namespace Studio.Engine.Diffusion;

/// <summary>
/// The 32-bit Mersenne Twister (Matsumoto and Nishimura 1998), seeded by a word or, as they did in 2002, by several. Not safe for several
/// threads.
/// </summary>
internal sealed class Mt19937
{
    private const int Size = 624;
    private const int Middle = 397;
    private const uint UpperBit = 0x8000_0000;
    private const uint Matrix = 0x9908_B0DF;
    private readonly uint[] _state = new uint[Size];
    private readonly uint[] _ready = new uint[Size];
    private int _next = Size;

    public Mt19937(uint seed)
    {
        _state[0] = seed;
        for (var i = 1; i < Size; i++)
            _state[i] = (1812433253u * (_state[i - 1] ^ (_state[i - 1] >> 30))) + (uint)i;
    }

    public Mt19937(ReadOnlySpan<uint> seed)
        : this(19650218u)
    {
        var (i, j) = (1, 0);
        for (var round = Math.Max(Size, seed.Length); round > 0; round--)
        {
            _state[i] = (_state[i] ^ (Before(i) * 1664525u)) + seed[j] + (uint)j;
            (i, j) = (Next(i), (j + 1) % seed.Length);
        }
        for (var round = Size - 1; round > 0; round--)
        {
            _state[i] = (_state[i] ^ (Before(i) * 1566083941u)) - (uint)i;
            i = Next(i);
        }
        _state[0] = UpperBit;
    }

    public uint NextUInt32()
    {
        if (_next == Size)
            Refill();
        return _ready[_next++];
    }

    /// <summary>Two words, the first one on top, as torch makes 64-bit numbers.</summary>
    public ulong NextUInt64()
    {
        var high = NextUInt32();
        return ((ulong)high << 32) | NextUInt32();
    }

    /// <summary>Uniform floats in [0, 1) from the low 24 bits of one word each.</summary>
    public void FillUniform(Span<float> target)
    {
        while (!target.IsEmpty)
        {
            if (_next == Size)
                Refill();
            var count = Math.Min(target.Length, Size - _next);
            ToUniform(_ready.AsSpan(_next, count), target);
            _next += count;
            target = target[count..];
        }
    }

    private static void ToUniform(ReadOnlySpan<uint> words, Span<float> uniforms)
    {
        const float step = 1f / (1 << 24);
        var i = 0;
        for (; i + Vector<uint>.Count <= words.Length; i += Vector<uint>.Count)
        {
            var low = Vector.AsVectorInt32(new Vector<uint>(words[i..]) & new Vector<uint>(0xFF_FFFF));
            (Vector.ConvertToSingle(low) * step).CopyTo(uniforms[i..]);
        }
        for (; i < words.Length; i++)
            uniforms[i] = (words[i] & 0xFF_FFFF) * step;
    }

    /// <summary>A uniform double in [0, 1) from the low 53 bits of two words.</summary>
    public double NextDouble() => (NextUInt64() & ((1UL << 53) - 1)) * (1.0 / (1UL << 53));

    private uint Before(int i) => _state[i - 1] ^ (_state[i - 1] >> 30);

    private int Next(int i)
    {
        if (i + 1 < Size)
            return i + 1;
        _state[0] = _state[Size - 1];
        return 1;
    }

    private void Refill()
    {
        Twist(0, Size - Middle, Middle);
        Twist(Size - Middle, Size - 1, Middle - Size);
        _state[Size - 1] = Twisted(_state[Size - 1], _state[0], _state[Middle - 1]);
        Temper();
        _next = 0;
    }

    /// <summary>
    /// state[k] from state[k], state[k + 1] and state[k + offset]; a whole vector at a time never reads what it writes, as |offset|
    /// exceeds it.
    /// </summary>
    private void Twist(int start, int end, int offset)
    {
        var k = start;
        for (; k + Vector<uint>.Count <= end; k += Vector<uint>.Count)
        {
            var (upper, lower) = (new Vector<uint>(_state, k), new Vector<uint>(_state, k + 1));
            var y = (upper & new Vector<uint>(UpperBit)) | (lower & new Vector<uint>(~UpperBit));
            var odd = Vector<uint>.Zero - (y & Vector<uint>.One);
            (new Vector<uint>(_state, k + offset) ^ (y >>> 1) ^ (odd & new Vector<uint>(Matrix))).CopyTo(_state, k);
        }
        for (; k < end; k++)
            _state[k] = Twisted(_state[k], _state[k + 1], _state[k + offset]);
    }

    private static uint Twisted(uint upper, uint lower, uint far)
    {
        var y = (upper & UpperBit) | (lower & ~UpperBit);
        return far ^ (y >> 1) ^ ((y & 1) == 0 ? 0 : Matrix);
    }

    private void Temper()
    {
        _state.CopyTo(_ready, 0);
        var vectors = MemoryMarshal.Cast<uint, Vector<uint>>(_ready.AsSpan());
        foreach (ref var y in vectors)
        {
            y ^= y >>> 11;
            y ^= (y << 7) & new Vector<uint>(0x9D2C_5680);
            y ^= (y << 15) & new Vector<uint>(0xEFC6_0000);
            y ^= y >>> 18;
        }
        foreach (ref var y in _ready.AsSpan(vectors.Length * Vector<uint>.Count))
        {
            y ^= y >> 11;
            y ^= (y << 7) & 0x9D2C_5680;
            y ^= (y << 15) & 0xEFC6_0000;
            y ^= y >> 18;
        }
    }
}
