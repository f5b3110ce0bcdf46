using Studio.Engine.Tensors;

namespace Studio.Engine.Imaging;

/// <summary>
/// Contrast adaptive sharpening (AMD 2019, FidelityFX CAS): less where the neighbours differ much already. What lies beyond the edges is
/// black.
/// </summary>
internal static class AdaptiveSharpening
{
    /// <param name="pixels">[B,H,W,C] in 0..1.</param>
    /// <param name="amount">0 to 1.</param>
    public static Tensor Sharpen(Tensor pixels, float amount)
    {
        var (height, width, channels) = (pixels.Size(1), pixels.Size(2), pixels.Size(3));
        var result = new Tensor(pixels.Shape);
        Span<float> near = stackalloc float[9];
        for (var i = 0; i < result.Length; i++)
        {
            var (channel, x, y) = (i % channels, i / channels % width, i / channels / width % height);
            var picture = i - ((((y * width) + x) * channels) + channel);
            for (var k = 0; k < near.Length; k++)
            {
                var (row, column) = (y + (k / 3) - 1, x + (k % 3) - 1);
                near[k] = row < 0 || row >= height || column < 0 || column >= width ? 0
                    : pixels.Span[picture + (((row * width) + column) * channels) + channel];
            }
            result.Span[i] = Sharpened(near, amount);
        }
        return result;
    }

    /// <param name="near">Three rows of three, the pixel in the middle.</param>
    private static float Sharpened(ReadOnlySpan<float> near, float amount)
    {
        const float weakest = 1 / 8f;
        const float strongest = 1 / 5f;
        var (least, most) = (near[4], near[4]);
        for (var k = 1; k < near.Length; k += 2)
            (least, most) = (MathF.Min(least, near[k]), MathF.Max(most, near[k]));
        var (leastCorner, mostCorner) = (near[0], near[0]);
        for (var k = 2; k < near.Length; k += 2)
        {
            if (k != 4)
                (leastCorner, mostCorner) = (MathF.Min(leastCorner, near[k]), MathF.Max(mostCorner, near[k]));
        }
        (least, most) = (MathF.Max(least, 0) + MathF.Max(leastCorner, 0), MathF.Min(most, 1) + MathF.Min(mostCorner, 1));
        var weight = -MathF.Sqrt(MathF.Min(least, 2 - most) / most) * ((amount * (strongest - weakest)) + weakest);
        var sharpened = (((near[1] + near[3] + near[5] + near[7]) * weight) + near[4]) / (1 + (4 * weight));
        return float.IsFinite(sharpened) ? Math.Clamp(sharpened, 0, 1) : 0;
    }
}
