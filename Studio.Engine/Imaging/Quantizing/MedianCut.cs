namespace Studio.Engine.Imaging.Quantizing;

/// <summary>
/// A palette by median cut (Heckbert 1982): the box of colours that most pixels are in is divided at its median, until there are enough
/// boxes; each box gives the mean of its pixels. Axes, medians and ties are as in Pillow's quantize, so that a picture gets the same
/// palette.
/// </summary>
internal static class MedianCut
{
    /// <summary>
    /// How much a step along red, green and blue counts when the longest side of a box is sought: luminance (BT.601) in 256ths.
    /// </summary>
    private static readonly int[] Weights = [77, 150, 29];

    /// <summary>The palette of one picture.</summary>
    /// <param name="pixels">RGB, three bytes each; at least one.</param>
    /// <param name="colours">The most colours there may be, 1 to 256; fewer come out when there are fewer.</param>
    public static ColourPalette Of(ReadOnlySpan<byte> pixels, int colours)
    {
        var histogram = ColourHistogram.Of(pixels);
        var root = new Box([.. histogram.Entries], pixels.Length / 3);
        Divide(root, colours);
        var boxes = root.Leaves().ToList();
        var boxOf = new Dictionary<uint, int>();
        for (var i = 0; i < boxes.Count; i++)
        {
            foreach (var entry in boxes[i].Entries)
                boxOf[ColourHistogram.Hash(entry.Red, entry.Green, entry.Blue)] = i;
        }
        return new ColourPalette(Means(pixels, boxes.Count, histogram.Shift, boxOf));
    }

    private static void Divide(Box root, int colours)
    {
        var heap = new BoxHeap();
        heap.Add(root);
        for (var count = 1; count < colours; count++)
        {
            Box box;
            do
            {
                if (!heap.TryRemove(out box!))
                    return;
            }
            while (box.IsOneColour);
            var (first, second) = box.Divide(LongestAxis(box));
            heap.Add(first);
            heap.Add(second);
        }
    }

    private static int LongestAxis(Box box)
    {
        var (axis, longest) = (0, -1);
        for (var candidate = 0; candidate < 3; candidate++)
        {
            var (low, high) = box.Range(candidate);
            if ((high - low) * Weights[candidate] > longest)
                (axis, longest) = (candidate, (high - low) * Weights[candidate]);
        }
        return axis;
    }

    private static byte[] Means(ReadOnlySpan<byte> pixels, int boxes, int shift, Dictionary<uint, int> boxOf)
    {
        var sums = new long[boxes * 3];
        var counts = new long[boxes];
        for (var at = 0; at < pixels.Length; at += 3)
        {
            var box = boxOf[ColourHistogram.Hash(pixels[at] >> shift, pixels[at + 1] >> shift, pixels[at + 2] >> shift)];
            counts[box]++;
            for (var channel = 0; channel < 3; channel++)
                sums[box * 3 + channel] += pixels[at + channel];
        }
        return [.. sums.Select((sum, index) => (byte)(0.5 + (double)sum / counts[index / 3]))];
    }
}

/// <summary>Colours of a picture with how many pixels have each, and the boxes that these are divided into.</summary>
internal sealed class Box(ColourCount[] entries, long pixels)
{
    private readonly (int Low, int High)[] _ranges = RangesOf(entries);
    private Box? _first;
    private Box? _second;

    public ColourCount[] Entries { get; private set; } = entries;

    public long Pixels { get; } = pixels;

    public bool IsOneColour => Array.TrueForAll(_ranges, range => range.Low == range.High);

    public (int Low, int High) Range(int axis) => _ranges[axis];

    /// <summary>The brighter half first. Colours with the same value on the axis stay together, and neither half is empty.</summary>
    public (Box First, Box Second) Divide(int axis)
    {
        var falling = Entries.OrderByDescending(entry => entry[axis]).ToArray();
        var (count, inFirst) = (0, 0L);
        while (count < falling.Length && inFirst * 2 <= Pixels)
            inFirst += falling[count++].Pixels;
        while (count < falling.Length && falling[count][axis] == falling[count - 1][axis])
            inFirst += falling[count++].Pixels;
        if (count == falling.Length)
        {
            while (falling[count - 1][axis] == falling[^1][axis])
                inFirst -= falling[--count].Pixels;
        }
        (_first, _second) = (new Box(falling[..count], inFirst), new Box(falling[count..], Pixels - inFirst));
        Entries = [];
        return (_first, _second);
    }

    private static (int Low, int High)[] RangesOf(ColourCount[] entries)
    {
        var ranges = new (int Low, int High)[3];
        Array.Fill(ranges, (int.MaxValue, int.MinValue));
        foreach (var entry in entries)
        {
            for (var axis = 0; axis < ranges.Length; axis++)
                ranges[axis] = (Math.Min(ranges[axis].Low, entry[axis]), Math.Max(ranges[axis].High, entry[axis]));
        }
        return ranges;
    }

    /// <summary>The boxes that were not divided, brighter halves first.</summary>
    public IEnumerable<Box> Leaves() => _first is null ? [this] : _first.Leaves().Concat(_second!.Leaves());
}
