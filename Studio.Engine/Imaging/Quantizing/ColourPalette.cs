namespace Studio.Engine.Imaging.Quantizing;

/// <summary>
/// Up to 256 colours, and the nearest of them for any other. As in Pillow, colours are first cut to multiples of four per channel: all 64
/// in such a cube get the entry that is nearest to the cube's darkest corner, the first of several.
/// </summary>
/// <param name="entries">RGB, three bytes each.</param>
internal sealed class ColourPalette(byte[] entries)
{
    private const short Unknown = -1;

    private readonly short[] _nearest = Unasked();

    public int Count => entries.Length / 3;

    public ReadOnlySpan<byte> this[int index] => entries.AsSpan(index * 3, 3);

    public int Nearest(int red, int green, int blue)
    {
        var cube = (red >> 2) + (green >> 2 << 6) + (blue >> 2 << 12);
        if (_nearest[cube] == Unknown)
            _nearest[cube] = (short)Search(red & ~3, green & ~3, blue & ~3);
        return _nearest[cube];
    }

    /// <summary>Every pixel as its nearest entry.</summary>
    public byte[] Map(ReadOnlySpan<byte> pixels)
    {
        var mapped = new byte[pixels.Length];
        for (var at = 0; at < pixels.Length; at += 3)
            this[Nearest(pixels[at], pixels[at + 1], pixels[at + 2])].CopyTo(mapped.AsSpan(at));
        return mapped;
    }

    private int Search(int red, int green, int blue)
    {
        var (best, least) = (0, int.MaxValue);
        for (var index = 0; index < Count; index++)
        {
            var (r, g, b) = (entries[index * 3] - red, entries[index * 3 + 1] - green, entries[index * 3 + 2] - blue);
            var distance = r * r + g * g + b * b;
            if (distance < least)
                (best, least) = (index, distance);
        }
        return best;
    }

    private static short[] Unasked()
    {
        var nearest = new short[64 * 64 * 64];
        nearest.AsSpan().Fill(Unknown);
        return nearest;
    }
}
