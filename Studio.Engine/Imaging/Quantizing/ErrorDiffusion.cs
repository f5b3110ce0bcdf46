namespace Studio.Engine.Imaging.Quantizing;

/// <summary>
/// Dithering by error diffusion (Floyd, Steinberg 1976): what a pixel's entry is off goes to its neighbours, 7/16 to the right, 3/16, 5/16
/// and 1/16 below. In whole numbers, and with the peculiarity of Pillow's at the last column.
/// </summary>
internal static class ErrorDiffusion
{
    public static byte[] Map(ColourPalette palette, ReadOnlySpan<byte> pixels, int width)
    {
        var mapped = new byte[pixels.Length];
        // 16ths that the row above has left for each column
        var (fromAbove, forBelow) = (new int[width * 3], new int[width * 3]);
        for (var row = 0; row < pixels.Length; row += width * 3)
        {
            MapRow(palette, pixels.Slice(row, width * 3), mapped.AsSpan(row), fromAbove, forBelow);
            (fromAbove, forBelow) = (forBelow, fromAbove);
        }
        return mapped;
    }

    private static void MapRow(ColourPalette palette, ReadOnlySpan<byte> pixels, Span<byte> mapped, int[] fromAbove, int[] forBelow)
    {
        Array.Clear(forBelow);
        Span<int> wanted = stackalloc int[3], error = stackalloc int[3], before = stackalloc int[3];
        before.Clear();
        error.Clear();
        for (var at = 0; at < pixels.Length; at += 3)
        {
            for (var channel = 0; channel < 3; channel++)
                wanted[channel] = Math.Clamp(pixels[at + channel] + (7 * error[channel] + fromAbove[at + channel]) / 16, 0, 255);
            var entry = palette[palette.Nearest(wanted[0], wanted[1], wanted[2])];
            entry.CopyTo(mapped[at..]);
            for (var channel = 0; channel < 3; channel++)
            {
                before[channel] = error[channel];
                error[channel] = wanted[channel] - entry[channel];
                if (at > 0)
                    forBelow[at - 3 + channel] += 3 * error[channel];
                forBelow[at + channel] += 5 * error[channel] + before[channel];
            }
        }
        // Pillow's: red takes blue's sum, green and blue take blue's last error alone
        forBelow[^3] = forBelow[^1];
        forBelow[^2] = forBelow[^1] = error[2];
    }
}
