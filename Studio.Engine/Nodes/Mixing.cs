using Studio.Engine.Imaging;
using Studio.Engine.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Studio.Engine.Nodes;

/// <summary>Arithmetic of whole tensors of one shape.</summary>
internal static class Mixing
{
    /// <summary>a·x + b·y.</summary>
    public static Tensor Sum(Tensor x, double a, Tensor y, double b)
    {
        var sum = x.ZerosLike();
        TensorPrimitives.Multiply(x.Span, (float)a, sum.Span);
        TensorPrimitives.MultiplyAdd(y.Span, (float)b, sum.Span, sum.Span);
        return sum;
    }

    public static Tensor Each(Tensor x, Func<float, float> function)
    {
        var result = x.ZerosLike();
        for (var i = 0; i < x.Length; i++)
            result.Span[i] = function(x.Span[i]);
        return result;
    }

    public static Tensor Each(Tensor x, Tensor y, Func<float, float, float> function)
    {
        var result = x.ZerosLike();
        for (var i = 0; i < x.Length; i++)
            result.Span[i] = function(x.Span[i], y.Span[i]);
        return result;
    }

    /// <summary>Pictures with as many channels as others have: alpha is dropped, or added as opaque.</summary>
    public static Tensor WithChannels(Tensor pixels, int channels)
    {
        var old = pixels.Size(3);
        if (old == channels)
            return pixels;
        var result = new Tensor(pixels.Size(0), pixels.Size(1), pixels.Size(2), channels);
        result.Span.Fill(1);
        for (var pixel = 0; pixel < pixels.Length / old; pixel++)
            pixels.Span.Slice(pixel * old, Math.Min(old, channels)).CopyTo(result.Span[(pixel * channels)..]);
        return result;
    }

    /// <summary>
    /// The second pictures fitted to the first: as many channels, the same size with what sticks out cut off, as many of them.
    /// </summary>
    public static Tensor FitTo(Image first, Image second, string method)
    {
        var pixels = WithChannels(second.Pixels, first.Channels);
        if ((second.Width, second.Height) != (first.Width, first.Height))
            pixels = ImageResize.Resize(pixels, first.Width, first.Height, method, cropCentre: true);
        return Batches.Fit(pixels, first.Count);
    }
}
