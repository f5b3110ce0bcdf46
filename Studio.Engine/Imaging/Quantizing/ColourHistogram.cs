using System.Runtime.InteropServices;

namespace Studio.Engine.Imaging.Quantizing;

/// <summary>A colour, perhaps without its lowest bits, and how many pixels have it.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ColourCount(int Red, int Green, int Blue, long Pixels)
{
    public int this[int axis] => axis switch { 0 => Red, 1 => Green, _ => Blue };
}

/// <summary>
/// How many pixels have each colour, in at most 65,536 entries: when there are more, the lowest bit of all channels is given up, and so on.
/// Colours are told apart by Pillow's hash alone, as there: two of the few that share one count as the first of them.
/// </summary>
internal sealed class ColourHistogram
{
    private const int MostEntries = 65_536;

    private Dictionary<uint, ColourCount> _entries = [];

    private ColourHistogram()
    {
    }

    /// <summary>How many low bits were given up.</summary>
    public int Shift { get; private set; }

    public IEnumerable<ColourCount> Entries => _entries.Values;

    public static ColourHistogram Of(ReadOnlySpan<byte> pixels)
    {
        var histogram = new ColourHistogram();
        for (var at = 0; at < pixels.Length; at += 3)
        {
            var shift = histogram.Shift;
            histogram.Count(new ColourCount(pixels[at] >> shift, pixels[at + 1] >> shift, pixels[at + 2] >> shift, 1));
            while (histogram._entries.Count > MostEntries)
                histogram.Coarsen();
        }
        return histogram;
    }

    public static uint Hash(int red, int green, int blue) =>
        unchecked(((uint)red * 463) ^ (((uint)green << 8) * 10069) ^ (((uint)blue << 16) * 64997));

    private void Count(ColourCount colour)
    {
        var key = Hash(colour.Red, colour.Green, colour.Blue);
        _entries[key] = _entries.TryGetValue(key, out var known) ? known with { Pixels = known.Pixels + colour.Pixels } : colour;
    }

    private void Coarsen()
    {
        Shift++;
        var finer = _entries.Values;
        _entries = [];
        foreach (var entry in finer)
            Count(new ColourCount(entry.Red >> 1, entry.Green >> 1, entry.Blue >> 1, entry.Pixels));
    }
}
