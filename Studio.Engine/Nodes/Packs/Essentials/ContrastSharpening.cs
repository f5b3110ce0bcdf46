using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes.Packs.Essentials;

/// <summary>AMD's contrast adaptive sharpening on three by three pixels; beyond the edges there is black.</summary>
internal static class ContrastSharpening
{
    public static Tensor Apply(Tensor pixels, double amount)
    {
        var result = pixels.ZerosLike();
        var (height, width, channels) = (pixels.Size(1), pixels.Size(2), pixels.Size(3));
        Span<float> near = stackalloc float[9];
        for (var i = 0; i < pixels.Length; i++)
        {
            var (x, y) = (i / channels % width, i / channels / width % height);
            for (var k = 0; k < 9; k++)
            {
                var (dx, dy) = ((k % 3) - 1, (k / 3) - 1);
                near[k] = x + dx < 0 || x + dx >= width || y + dy < 0 || y + dy >= height ? 0
                    : pixels.Span[i + (((dy * width) + dx) * channels)];
            }
            result.Span[i] = Math.Clamp(Sharpened(near, (float)amount), 0, 1);
        }
        return result;
    }

    private static float Sharpened(ReadOnlySpan<float> near, float amount)
    {
        float least = near[4], most = near[4], leastCorner = near[0], mostCorner = near[0];
        for (var k = 1; k < 9; k++)
        {
            if (k is 2 or 6 or 8)
                (leastCorner, mostCorner) = (Math.Min(leastCorner, near[k]), Math.Max(mostCorner, near[k]));
            else
                (least, most) = (Math.Min(least, near[k]), Math.Max(most, near[k]));
        }
        var (low, high) = (Math.Max(least, 0) + Math.Max(leastCorner, 0), Math.Min(most, 1) + Math.Min(mostCorner, 1));
        var strength = MathF.Sqrt(Math.Min(low, 2 - high) / (high + 1e-5f));
        var weight = -strength * ((amount * ((1 / 5f) - (1 / 8f))) + (1 / 8f));
        return (((near[1] + near[3] + near[5] + near[7]) * weight) + near[4]) / (1 + (4 * weight));
    }
}
