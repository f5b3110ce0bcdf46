namespace Studio.Engine.Nodes.Packs;

/// <summary>
/// numpy's SeedSequence of a whole number, with its usual pool of four words (O'Neill, "Developing a seed_seq
/// alternative").
/// </summary>
internal static class EntropyPool
{
    private const int Size = 4;

    /// <summary>generate_state: the first words of 32 bits.</summary>
    public static uint[] Words(ulong entropy, int count)
    {
        uint[] given = entropy > uint.MaxValue ? [(uint)entropy, (uint)(entropy >> 32)] : [(uint)entropy];
        var pool = new uint[Size];
        var hash = 0x43B0_D7E5u;
        for (var i = 0; i < Size; i++)
            pool[i] = Hash(i < given.Length ? given[i] : 0, ref hash, 0x931E_8875);
        for (var source = 0; source < Size; source++)
        {
            for (var target = 0; target < Size; target++)
            {
                if (source != target)
                    pool[target] = Mix(pool[target], Hash(pool[source], ref hash, 0x931E_8875));
            }
        }
        var words = new uint[count];
        hash = 0x8B51_F9DD;
        for (var i = 0; i < count; i++)
            words[i] = Hash(pool[i % Size], ref hash, 0x58F3_8DED);
        return words;
    }

    private static uint Hash(uint value, ref uint constant, uint multiplier)
    {
        value ^= constant;
        constant *= multiplier;
        value *= constant;
        return value ^ (value >> 16);
    }

    private static uint Mix(uint left, uint right)
    {
        var mixed = (0xCA01_F9DD * left) - (0x4973_F715 * right);
        return mixed ^ (mixed >> 16);
    }
}
