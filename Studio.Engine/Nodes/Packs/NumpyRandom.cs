using System.Numerics;

namespace Studio.Engine.Nodes.Packs;

/// <summary>
/// The numbers of numpy's default_rng for a seed: PCG64 of XSL-RR output (O'Neill 2014), seeded by SeedSequence; bounded integers by
/// Lemire 2019 (arXiv:1805.10941) on halves of the words.
/// </summary>
internal sealed class NumpyRandom
{
    private static readonly UInt128 Multiplier = new(0x2360ED051FC65DA4, 0x4385DF649FCCF645);

    private readonly UInt128 _increment;
    private UInt128 _state;
    private uint? _half;

    public NumpyRandom(ulong seed)
    {
        var words = EntropyPool.Words(seed, 8);
        ulong Word(int i) => ((ulong)words[(2 * i) + 1] << 32) | words[2 * i];
        _increment = (new UInt128(Word(2), Word(3)) << 1) | 1;
        Step();
        _state += new UInt128(Word(0), Word(1));
        Step();
    }

    /// <summary>Uniform in [0, 1), of 53 bits.</summary>
    public double Next() => (NextWord() >> 11) * (1.0 / 9007199254740992.0);

    /// <summary>Uniform in 0 .. <paramref name="count"/> - 1.</summary>
    public int Below(int count)
    {
        if (count <= 1)
            return 0;
        var bound = (uint)count;
        var product = (ulong)NextHalf() * bound;
        if ((uint)product < bound)
        {
            var threshold = (uint.MaxValue - (bound - 1)) % bound;
            while ((uint)product < threshold)
                product = (ulong)NextHalf() * bound;
        }
        return (int)(product >> 32);
    }

    public void Shuffle<T>(IList<T> values)
    {
        for (var i = values.Count - 1; i > 0; i--)
        {
            var j = Below(i + 1);
            (values[i], values[j]) = (values[j], values[i]);
        }
    }

    /// <summary>Different places, likelier ones sooner, in the order in which they were drawn.</summary>
    /// <param name="weights">How likely each is; they need not add up to 1.</param>
    /// <param name="count">At most as many as there are weights above 0.</param>
    public IReadOnlyList<int> Draw(IReadOnlyList<double> weights, int count)
    {
        double[] left = [.. weights];
        var found = new List<int>();
        while (found.Count < count)
        {
            var uniforms = Enumerable.Range(0, count - found.Count).Select(_ => Next()).ToList();
            foreach (var place in found)
                left[place] = 0;
            var sums = Cumulative(left);
            foreach (var place in uniforms.Select(uniform => PlaceOf(uniform,
                sums)).Where(place => !found.Contains(place)).Distinct().ToList())
                found.Add(place);
        }
        return found;
    }

    private static double[] Cumulative(double[] weights)
    {
        var sums = new double[weights.Length];
        var sum = 0.0;
        for (var i = 0; i < weights.Length; i++)
            sums[i] = sum += weights[i];
        return [.. sums.Select(value => value / sum)];
    }

    private static int PlaceOf(double uniform, double[] sums)
    {
        var place = Array.FindIndex(sums, sum => sum > uniform);
        return place < 0 ? sums.Length - 1 : place;
    }

    private ulong NextWord()
    {
        Step();
        var folded = (ulong)(_state >> 64) ^ (ulong)_state;
        return BitOperations.RotateRight(folded, (int)(_state >> 122));
    }

    private uint NextHalf()
    {
        if (_half is { } kept)
        {
            _half = null;
            return kept;
        }
        var word = NextWord();
        _half = (uint)(word >> 32);
        return (uint)word;
    }

    private void Step() => _state = (_state * Multiplier) + _increment;
}
