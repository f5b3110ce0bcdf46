using Studio.Engine.Tensors;

namespace Studio.Engine.Imaging;

/// <summary>
/// Lanczos with a window of three lobes that widens when shrinking, on 8-bit values with whole-number weights: the arithmetic of Pillow's
/// Image.resize, so that the numbers are the same to the last bit. Width first, then height, rounded to 8 bits in between.
/// </summary>
internal static class LanczosResize
{
    private const int Lobes = 3;
    private const int Precision = 22; // bits behind the point: 32, less 8 for the value, less 2 for overshoot

    public static Tensor Resize(Tensor pixels, int width, int height)
    {
        if (pixels.Size(1) == height && pixels.Size(2) == width)
            return RgbImage.FromTensor(pixels).ToTensor();
        // the result first: when there is no room for it, that is told at once; one by one, since only it need hold them all
        var result = new Tensor(pixels.Size(0), height, width, Math.Max(pixels.Size(3), 3));
        for (var i = 0; i < pixels.Size(0); i++)
            Resize(RgbImage.FromTensor(pixels.Slice(i)), width, height).ToTensor().Span.CopyTo(result.Slice(i).Span);
        return result;
    }

    /// <summary>Colours are weighted by alpha while they are mixed, so that invisible ones do not bleed into the visible.</summary>
    public static RgbImage Resize(RgbImage image, int width, int height)
    {
        var source = image.HasAlpha ? Premultiplied(image.Pixels) : image.Pixels;
        var wide = Axis(source, image.Frames * image.Height, image.Width, width, image.Channels);
        var result = Axis(wide, image.Frames, image.Height, height, width * image.Channels);
        if (image.HasAlpha)
            Unmultiply(result);
        return new RgbImage(result, image.Frames, height, width, image.Channels);
    }

    /// <summary>[outer, length, inner] to [outer, size, inner].</summary>
    private static byte[] Axis(byte[] from, int outer, int length, int size, int inner)
    {
        if (length == size)
            return from;
        var windows = Enumerable.Range(0, size).Select(i => WindowOf(i, length, size)).ToArray();
        if ((long)outer * size * inner > Array.MaxLength)
            throw new EngineException(EngineError.OutOfMemory,
                $"Scaling from {length} to {size} pixels on a side takes more memory than there can be. Scale in smaller steps.");
        var to = new byte[outer * size * inner];
        Parallel.For(0, outer * size, i =>
        {
            var (start, weights) = windows[i % size];
            Weigh(from.AsSpan((i / size * length + start) * inner), to.AsSpan(i * inner, inner), weights);
        });
        return to;
    }

    private static void Weigh(ReadOnlySpan<byte> from, Span<byte> to, int[] weights)
    {
        for (var c = 0; c < to.Length; c++)
        {
            var sum = 1 << (Precision - 1);
            for (int k = 0, at = c; k < weights.Length; k++, at += to.Length)
                sum += from[at] * weights[k];
            to[c] = (byte)Math.Clamp(sum >> Precision, 0, 255);
        }
    }

    private static (int Start, int[] Weights) WindowOf(int i, int length, int size)
    {
        var scale = (double)length / size;
        var stretch = Math.Max(scale, 1);
        var centre = (i + 0.5) * scale;
        var start = Math.Max((int)(centre - Lobes * stretch + 0.5), 0);
        var end = Math.Min((int)(centre + Lobes * stretch + 0.5), length);
        var weights = new double[end - start];
        for (var k = 0; k < weights.Length; k++)
            weights[k] = Lanczos((k + start - centre + 0.5) / stretch);
        var sum = weights.Sum();
        return (start, [.. weights.Select(weight => (int)Math.Round(weight / sum * (1 << Precision), MidpointRounding.AwayFromZero))]);
    }

    private static double Lanczos(double x) => Math.Abs(x) < Lobes ? Sinc(x) * Sinc(x / Lobes) : 0;

    private static double Sinc(double x) => x == 0 ? 1 : Math.Sin(x * Math.PI) / (x * Math.PI);

    private static byte[] Premultiplied(byte[] pixels)
    {
        var result = (byte[])pixels.Clone();
        for (var i = 0; i < result.Length; i += 4)
            for (var c = i; c < i + 3; c++)
            {
                var product = result[c] * result[i + 3] + 128;
                result[c] = (byte)(((product >> 8) + product) >> 8);
            }
        return result;
    }

    private static void Unmultiply(byte[] pixels)
    {
        for (var i = 0; i < pixels.Length; i += 4)
            if (pixels[i + 3] is not (0 or 255) and var alpha)
                for (var c = i; c < i + 3; c++)
                    pixels[c] = (byte)Math.Min(255 * pixels[c] / alpha, 255);
    }
}
