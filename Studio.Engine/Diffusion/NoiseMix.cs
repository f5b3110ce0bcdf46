using Studio.Engine.Tensors;

namespace Studio.Engine.Diffusion;

/// <summary>Noise between two noises.</summary>
public static class NoiseMix
{
    // nearly parallel: the arc is a line, and its sine a division by nothing
    private const double Parallel = 0.9995;

    /// <summary>
    /// Along the great circle from one to the other (Shoemake 1985, "Animating Rotation with Quaternion Curves", slerp), for each entry of
    /// the batch: a mixture as long as its parts are, which a model takes for noise as a plain average is not.
    /// </summary>
    /// <param name="from">[B,…].</param>
    /// <param name="to">Of the same shape.</param>
    /// <param name="share">0 is <paramref name="from"/>, 1 is <paramref name="to"/>.</param>
    public static Tensor Slerp(Tensor from, Tensor to, double share)
    {
        var mixed = from.ZerosLike();
        var length = from.Length / from.Size(0);
        for (var entry = 0; entry < from.Size(0); entry++)
        {
            var a = from.Span.Slice(entry * length, length);
            var b = to.Span.Slice(entry * length, length);
            var result = mixed.Span.Slice(entry * length, length);
            var (ofFirst, ofSecond) = Weights(Cosine(a, b), share);
            for (var i = 0; i < length; i++)
                result[i] = (float)((ofFirst * a[i]) + (ofSecond * b[i]));
        }

        return mixed;
    }

    private static (double First, double Second) Weights(double cosine, double share)
    {
        if (Math.Abs(cosine) > Parallel)
            return (1 - share, share);
        var angle = Math.Acos(cosine);
        return (Math.Sin((1 - share) * angle) / Math.Sin(angle), Math.Sin(share * angle) / Math.Sin(angle));
    }

    private static double Cosine(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double product = 0, first = 0, second = 0;
        for (var i = 0; i < a.Length; i++)
        {
            product += (double)a[i] * b[i];
            first += (double)a[i] * a[i];
            second += (double)b[i] * b[i];
        }

        return first == 0 || second == 0 ? 1 : product / Math.Sqrt(first * second);
    }
}
