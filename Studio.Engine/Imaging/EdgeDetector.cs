using Studio.Engine.Tensors;

namespace Studio.Engine.Imaging;

/// <summary>
/// Edges after Canny (1986): Gaussian blur, Sobel slopes, thinning to ridges, two thresholds. Kernel, borders and rounding of directions
/// are kornia's, which ComfyUI uses; its documentation is the source.
/// </summary>
public static class EdgeDetector
{
    private const int Radius = 2;
    private const float SmallestSquare = 1e-6f; // kornia adds it under the root, so that no slope is quite 0

    /// <summary>Right, then clockwise in steps of 45 degrees; rows grow downwards.</summary>
    private static readonly (int Row, int Column)[] Directions = [(0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1), (-1, 0), (-1, 1)];

    private static readonly float[] Gaussian = MakeGaussian();

    /// <summary>From [B,H,W,C] in 0..1 to [B,H,W,3]: 1 on edges, 0 elsewhere.</summary>
    /// <param name="low">Slopes above it are edges where they hang together with a strong one.</param>
    /// <param name="high">Slopes above it are edges.</param>
    /// <exception cref="EngineException">The thresholds are the wrong way round, or the pictures are smaller than 3 x 3
    /// (BadPrompt).</exception>
    public static Tensor Find(Tensor pixels, double low, double high, CancellationToken cancellationToken = default)
    {
        if (low > high)
            throw new EngineException(EngineError.BadPrompt,
                $"low_threshold is {low} and high_threshold {high}: the low one must not be above the high one.");
        var (height, width) = (pixels.Size(1), pixels.Size(2));
        if (height <= Radius || width <= Radius)
            throw new EngineException(EngineError.BadPrompt, $"{pixels} is too small to look for edges: 3 x 3 pixels are the least.");
        var result = new Tensor(pixels.Size(0), height, width, 3);
        for (var index = 0; index < pixels.Size(0); index++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var slopes = Ridges(Blurred(Luma(pixels.Slice(index)), width), width);
            Mark(slopes, width, (float)low, (float)high, result.Slice(index).Span);
        }
        return result;
    }

    private static float[] Luma(Tensor pixels)
    {
        var channels = pixels.Size(3);
        var values = pixels.Span;
        var luma = new float[values.Length / channels];
        for (var i = 0; i < luma.Length; i++)
        {
            var at = i * channels;
            luma[i] = channels < 3 ? values[at] : (0.299f * values[at]) + (0.587f * values[at + 1]) + (0.114f * values[at + 2]);
        }
        return luma;
    }

    private static float[] Blurred(float[] luma, int width)
    {
        var height = luma.Length / width;
        var across = Filtered(luma, (i, tap) => i / width * width + Mirror(i % width + tap, width));
        return Filtered(across, (i, tap) => Mirror(i / width + tap, height) * width + i % width);
    }

    private static float[] Filtered(float[] values, Func<int, int, int> neighbour)
    {
        var filtered = new float[values.Length];
        for (var i = 0; i < filtered.Length; i++)
        {
            for (var tap = -Radius; tap <= Radius; tap++)
                filtered[i] += Gaussian[tap + Radius] * values[neighbour(i, tap)];
        }
        return filtered;
    }

    /// <summary>The slope where it is steeper than before and behind along its direction, else 0.</summary>
    private static float[] Ridges(float[] blurred, int width)
    {
        var slopes = new float[blurred.Length];
        var directions = new byte[blurred.Length];
        for (var i = 0; i < slopes.Length; i++)
        {
            var (x, y) = Sobel(blurred, width, i / width, i % width);
            slopes[i] = MathF.Sqrt((x * x) + (y * y) + SmallestSquare);
            directions[i] = (byte)((int)MathF.Round(MathF.Atan2(y, x) * (4 / MathF.PI)) & 7);
        }
        var ridges = new float[slopes.Length];
        for (var i = 0; i < ridges.Length; i++)
        {
            if (slopes[i] > Beside(slopes, width, i, directions[i]) && slopes[i] > Beside(slopes, width, i, (directions[i] + 4) & 7))
                ridges[i] = slopes[i];
        }
        return ridges;
    }

    private static (float X, float Y) Sobel(float[] values, int width, int row, int column)
    {
        var height = values.Length / width;
        float At(int down, int right) => values[Math.Clamp(row + down, 0, height - 1) * width + Math.Clamp(column + right, 0, width - 1)];
        var x = At(-1, 1) - At(-1, -1) + 2 * (At(0, 1) - At(0, -1)) + At(1, 1) - At(1, -1);
        var y = At(1, -1) - At(-1, -1) + 2 * (At(1, 0) - At(-1, 0)) + At(1, 1) - At(-1, 1);
        return (x, y);
    }

    private static float Beside(float[] slopes, int width, int i, int direction)
    {
        var neighbour = Neighbour(slopes.Length / width, width, i, direction);
        return neighbour < 0 ? 0 : slopes[neighbour];
    }

    private static int Neighbour(int height, int width, int i, int direction)
    {
        var (row, column) = (i / width + Directions[direction].Row, i % width + Directions[direction].Column);
        return row < 0 || column < 0 || row >= height || column >= width ? -1 : row * width + column;
    }

    /// <summary>Sets strong ridges and the weak ones that hang together with them.</summary>
    private static void Mark(float[] ridges, int width, float low, float high, Span<float> marked)
    {
        var open = new Stack<int>(Enumerable.Range(0, ridges.Length).Where(i => ridges[i] > high && ridges[i] > low));
        while (open.TryPop(out var i))
        {
            marked.Slice(i * 3, 3).Fill(1);
            for (var direction = 0; direction < Directions.Length; direction++)
            {
                var next = Neighbour(ridges.Length / width, width, i, direction);
                if (next >= 0 && ridges[next] > low && marked[next * 3] == 0)
                    open.Push(next);
            }
        }
    }

    private static int Mirror(int position, int length) =>
        position < 0 ? -position : position < length ? position : (2 * length) - 2 - position;

    private static float[] MakeGaussian()
    {
        var weights = Enumerable.Range(-Radius, (2 * Radius) + 1).Select(x => MathF.Exp(-x * x / 2f)).ToArray();
        var sum = weights.Sum();
        return [.. weights.Select(weight => weight / sum)];
    }
}
