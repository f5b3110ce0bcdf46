namespace Studio.Engine.Diffusion;

/// <summary>
/// Good seeds from bad ones: numpy's SeedSequence (O'Neill, "Developing a seed_seq alternative"), as far as its first output word.
/// </summary>
internal static class SeedSequence
{
    private const uint PoolInit = 0x43B0_D7E5;
    private const uint PoolMultiplier = 0x931E_8875;
    private const uint OutputInit = 0x8B51_F9DD;
    private const uint OutputMultiplier = 0x58F3_8DED;
    private const uint MixLeft = 0xCA01_F9DD;
    private const uint MixRight = 0x4973_F715;

    /// <summary>The first word of generate_state for an entropy, a spawn key (empty: none) and a pool size.</summary>
    public static uint FirstWord(ulong entropy, ReadOnlySpan<ulong> spawnKey, int poolSize)
    {
        var words = Words(entropy);
        if (!spawnKey.IsEmpty)
        {
            while (words.Count < poolSize)
                words.Add(0);
            foreach (var part in spawnKey)
                words.AddRange(Words(part));
        }
        Span<uint> pool = stackalloc uint[poolSize];
        var hash = PoolInit;
        for (var i = 0; i < poolSize; i++)
            pool[i] = Hash(i < words.Count ? words[i] : 0, ref hash, PoolMultiplier);
        for (var source = 0; source < poolSize; source++)
        {
            for (var target = 0; target < poolSize; target++)
            {
                if (source != target)
                    pool[target] = Mix(pool[target], Hash(pool[source], ref hash, PoolMultiplier));
            }
        }
        for (var source = poolSize; source < words.Count; source++)
        {
            foreach (ref var target in pool)
                target = Mix(target, Hash(words[source], ref hash, PoolMultiplier));
        }
        var output = OutputInit;
        return Hash(pool[0], ref output, OutputMultiplier);
    }

    private static List<uint> Words(ulong value) => value <= uint.MaxValue ? [(uint)value] : [(uint)value, (uint)(value >> 32)];

    private static uint Hash(uint value, ref uint constant, uint multiplier)
    {
        value ^= constant;
        constant *= multiplier;
        value *= constant;
        return value ^ (value >> 16);
    }

    private static uint Mix(uint left, uint right)
    {
        var mixed = (MixLeft * left) - (MixRight * right);
        return mixed ^ (mixed >> 16);
    }
}
