using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes;

/// <summary>
/// Gaussian blur of pictures [B,H,W,C], mirrored at the edges. Sigma is in units of the radius: the kernel spans -1 to 1.
/// </summary>
internal static class GaussianBlur
{
    /// <exception cref="EngineException">The picture is not larger than the radius (BadPrompt).</exception>
    public static Tensor Apply(Tensor pixels, int radius, double sigma)
    {
        if (radius >= pixels.Size(1) || radius >= pixels.Size(2))
            throw new EngineException(EngineError.BadPrompt,
                $"A radius of {radius} pixels is too large for {pixels}: it must be smaller than the picture.");
        var weights = Weights(radius, sigma);
        return Along(Along(pixels, 1, weights), 2, weights);
    }

    private static float[] Weights(int radius, double sigma)
    {
        var weights = new double[(2 * radius) + 1];
        for (var i = 0; i < weights.Length; i++)
            weights[i] = Math.Exp(-Math.Pow((i - radius) / (double)radius, 2) / (2 * sigma * sigma));
        var sum = weights.Sum();
        return [.. weights.Select(weight => (float)(weight / sum))];
    }

    private static Tensor Along(Tensor x, int axis, float[] weights)
    {
        var (length, inner) = (x.Size(axis), axis == 1 ? x.Size(2) * x.Size(3) : x.Size(3));
        var blurred = x.ZerosLike();
        for (var line = 0; line < x.Length / inner; line++)
        {
            var (first, position) = (line / length * length, line % length);
            var target = blurred.Span.Slice(line * inner, inner);
            for (var tap = 0; tap < weights.Length; tap++)
            {
                var source = x.Span.Slice((first + Mirror(position + tap - (weights.Length / 2), length)) * inner, inner);
                System.Numerics.Tensors.TensorPrimitives.MultiplyAdd(source, weights[tap], target, target);
            }
        }
        return blurred;
    }

    private static int Mirror(int position, int length) =>
        position < 0 ? -position : position < length ? position : (2 * length) - 2 - position;
}
