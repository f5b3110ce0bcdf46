namespace Studio.Engine.Imaging.Quantizing;

/// <summary>Ordered dithering (Bayer 1973): a fixed pattern of thresholds is added before each pixel takes its nearest entry.</summary>
internal static class OrderedDither
{
    /// <summary>Pixels mapped with a pattern of <paramref name="order"/> rows and columns, a power of two.</summary>
    public static byte[] Map(ColourPalette palette, ReadOnlySpan<byte> pixels, int width, int order)
    {
        var pattern = Pattern(order, spread: 2 * 256f / palette.Count);
        var raised = new byte[pixels.Length];
        for (var at = 0; at < pixels.Length; at++)
        {
            var (row, column) = (at / 3 / width, at / 3 % width);
            raised[at] = (byte)Math.Clamp(pixels[at] + pattern[row % order * order + column % order], 0, 255);
        }
        return palette.Map(raised);
    }

    /// <summary>Bayer's thresholds around 0, times the distance between colours, and half a level for the cutting off.</summary>
    private static float[] Pattern(int order, float spread)
    {
        float[] matrix = [0];
        for (var size = 1; size < order; size *= 2)
            matrix = Doubled(matrix, size);
        return [.. matrix.Select(value => spread * value + 0.5f)];
    }

    /// <summary>M(2n) = [M - 1.5/q, M + 0.5/q; M + 1.5/q, M - 0.5/q] with q = 4, 16, 64, ...</summary>
    private static float[] Doubled(float[] matrix, int size)
    {
        var q = 4f * size * size;
        var doubled = new float[4 * size * size];
        for (var row = 0; row < 2 * size; row++)
        {
            for (var column = 0; column < 2 * size; column++)
            {
                var offset = (row < size, column < size) switch { (true, true) => -1.5f, (true, false) => 0.5f, (false, true) => 1.5f, _ =>
                    -0.5f };
                doubled[row * 2 * size + column] = (q * matrix[row % size * size + column % size] + offset) / q;
            }
        }
        return doubled;
    }
}
