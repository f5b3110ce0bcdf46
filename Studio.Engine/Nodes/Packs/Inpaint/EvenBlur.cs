using Studio.Engine.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Studio.Engine.Nodes.Packs.Inpaint;

/// <summary>
/// Blurs of planes [N,H,W] by a kernel along both axes, the border mirrored without repeating the edge. A kernel wider than the picture
/// allows is narrowed.
/// </summary>
internal static class EvenBlur
{
    public const string Box = "box";
    public const string Linear = "linear";
    public const string Gaussian = "gaussian";

    /// <summary>An even width becomes the next odd one; 0 and 1 do nothing.</summary>
    public static Tensor Planes(Tensor planes, int width, string kind, CancellationToken cancellationToken)
    {
        width = Math.Min(Odd(width), (2 * Math.Min(planes.Size(1), planes.Size(2))) - 1);
        if (width <= 1)
            return planes;
        var weights = Weights(width, kind);
        return Columns(Rows(planes, weights, 1, cancellationToken), weights, cancellationToken);
    }

    /// <summary>The same of pictures [B,H,W,C].</summary>
    public static Tensor Pixels(Tensor pixels, int width, CancellationToken cancellationToken)
    {
        width = Math.Min(Odd(width), (2 * Math.Min(pixels.Size(1), pixels.Size(2))) - 1);
        if (width <= 1)
            return pixels;
        var (weights, channels) = (Weights(width, Gaussian), pixels.Size(3));
        var rows = pixels.Reshape(pixels.Size(0), pixels.Size(1), pixels.Size(2) * channels);
        return Columns(Rows(rows, weights, channels, cancellationToken), weights, cancellationToken).Reshape(pixels.Shape);
    }

    public static int Odd(int size) => size > 0 && size % 2 == 0 ? size + 1 : size;

    private static float[] Weights(int width, string kind)
    {
        var half = width / 2;
        double Weight(int distance) => kind switch
        {
            Box => 1,
            Gaussian => Math.Exp(-0.5 * Math.Pow(distance / ((0.3 * (width - 1)) + 0.8), 2)),
            // evenly from 1/half to (half - 1)/half, and 1 in the middle; of three taps all are alike
            _ => distance == 0 || half == 1 ? 1 : (1.0 / half) + ((half - distance) * (((half - 1.0) / half) - (1.0 / half)) / (half - 1)),
        };
        double[] weights = [.. Enumerable.Range(0, width).Select(tap => Weight(Math.Abs(tap - half)))];
        var sum = weights.Sum();
        return [.. weights.Select(weight => (float)(weight / sum))];
    }

    /// <param name="step">Numbers from one pixel to the next.</param>
    private static Tensor Rows(Tensor x, float[] weights, int step, CancellationToken cancellationToken)
    {
        var (blurred, half, length) = (x.ZerosLike(), weights.Length / 2, x.Size(2));
        var padded = new float[length + (2 * half * step)];
        for (var at = 0; at < x.Length; at += length)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var row = x.Span.Slice(at, length);
            for (var i = -half; i < (length / step) + half; i++)
                row.Slice(Mirrored(i, length / step) * step, step).CopyTo(padded.AsSpan((i + half) * step));
            var target = blurred.Span.Slice(at, length);
            for (var tap = 0; tap < weights.Length; tap++)
                TensorPrimitives.MultiplyAdd(padded.AsSpan(tap * step, length), weights[tap], target, target);
        }
        return blurred;
    }

    private static Tensor Columns(Tensor x, float[] weights, CancellationToken cancellationToken)
    {
        var (blurred, half, height, width) = (x.ZerosLike(), weights.Length / 2, x.Size(1), x.Size(2));
        for (var at = 0; at < x.Length; at += width)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var y = at / width % height;
            var target = blurred.Span.Slice(at, width);
            for (var tap = 0; tap < weights.Length; tap++)
            {
                var row = x.Span.Slice(at + ((Mirrored(y + tap - half, height) - y) * width), width);
                TensorPrimitives.MultiplyAdd(row, weights[tap], target, target);
            }
        }
        return blurred;
    }

    private static int Mirrored(int at, int length) => at < 0 ? -at : at < length ? at : (2 * length) - 2 - at;
}
