using Studio.Engine.Diffusion;

namespace Studio.Engine.Nodes.Packs;

/// <summary>
/// The numbers that Python's random module gives for a seed: the Mersenne Twister seeded by an array of words (Matsumoto and Nishimura
/// 2002),
/// integers by rejection.
/// </summary>
internal sealed class PythonRandom
{
    private readonly Mt19937 _words;

    public PythonRandom(ulong seed) => _words = new Mt19937(seed > uint.MaxValue ? [(uint)seed, (uint)(seed >> 32)] : [(uint)seed]);

    /// <summary>Uniform in [0, 1), of 53 bits.</summary>
    public double Next()
    {
        var (high, low) = (_words.NextUInt32() >> 5, _words.NextUInt32() >> 6);
        return ((high * 67108864.0) + low) / 9007199254740992.0;
    }

    /// <summary>Uniform in 0 .. <paramref name="count"/> - 1.</summary>
    public long Below(long count)
    {
        var bits = 64 - System.Numerics.BitOperations.LeadingZeroCount((ulong)count);
        ulong drawn;
        do
            drawn = Bits(bits);
        while (drawn >= (ulong)count);
        return (long)drawn;
    }

    /// <summary>Uniform in <paramref name="first"/> .. <paramref name="last"/>, both included.</summary>
    public long Integer(long first, long last) => first + Below(last - first + 1);

    public double Uniform(double first, double last) => first + ((last - first) * Next());

    public T Choice<T>(IReadOnlyList<T> values) => values[(int)Below(values.Count)];

    public void Shuffle<T>(IList<T> values)
    {
        for (var i = values.Count - 1; i > 0; i--)
        {
            var j = (int)Below(i + 1);
            (values[i], values[j]) = (values[j], values[i]);
        }
    }

    /// <summary>Low words first; of the last only its upper bits.</summary>
    private ulong Bits(int count)
    {
        if (count <= 32)
            return _words.NextUInt32() >> (32 - count);
        var low = _words.NextUInt32();
        return ((ulong)(_words.NextUInt32() >> (64 - count)) << 32) | low;
    }
}
