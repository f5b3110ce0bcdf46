using System.Numerics.Tensors;

namespace Studio.Engine.Tensors;

/// <summary>
/// How an axis is resampled. Only the smooth ones blur before shrinking; pixel centres are half a step in (align_corners is false).
/// </summary>
public enum ResampleMethod
{
    /// <summary>The sample whose cell holds the new centre.</summary>
    NearestExact,

    /// <summary>Two neighbours, linear.</summary>
    Bilinear,

    /// <summary>The mean of every sample the new cell touches (adaptive average).</summary>
    Area,

    /// <summary>Four neighbours, Keys' cubic with a = -0.75; may overshoot the range of its input.</summary>
    Bicubic,

    /// <summary>
    /// Keys' cubic with a = -0.5, stretched where samples become fewer, so that all of them count (torch's antialias).
    /// </summary>
    SmoothBicubic,

    /// <summary>The same with a triangle.</summary>
    SmoothBilinear,

    /// <summary>The same with a sinc in a Hamming window.</summary>
    SmoothHamming,
}

/// <summary>
/// Separable resampling with the arithmetic of torch.nn.functional.interpolate: each new sample is a weighted sum over a run of old ones,
/// first along the width, then along the height.
/// </summary>
public static class Resample
{
    /// <summary>[...,H,W] to [...,height,width]: latents and masks.</summary>
    public static Tensor Planes(Tensor x, int width, int height, ResampleMethod method) =>
        Both(x, x.Rank - 2, width, height, method);

    /// <summary>[B,H,W,C] to [B,height,width,C]: pictures.</summary>
    public static Tensor Pixels(Tensor x, int width, int height, ResampleMethod method) => Both(x, 1, width, height, method);

    /// <summary>One axis to <paramref name="size"/> samples; an axis that has that size already is returned as it is.</summary>
    public static Tensor Axis(Tensor x, int axis, int size, ResampleMethod method)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        var length = x.Size(axis);
        if (length == size)
            return x;
        ArgumentOutOfRangeException.ThrowIfZero(length, nameof(x));
        var windows = new Window[size];
        for (var i = 0; i < size; i++)
            windows[i] = WindowOf(method, i, length, size);
        return Weigh(x, axis, windows);
    }

    /// <summary>The middle part of [...,H,W] that has the shape of width x height; what is cut off is the same on both sides.</summary>
    public static Tensor CropPlanes(Tensor x, int width, int height) => Crop(x, x.Rank - 2, width, height);

    /// <summary>The middle part of [B,H,W,C] that has the shape of width x height; what is cut off is the same on both sides.</summary>
    public static Tensor CropPixels(Tensor x, int width, int height) => Crop(x, 1, width, height);

    private static Tensor Both(Tensor x, int heightAxis, int width, int height, ResampleMethod method) =>
        Axis(Axis(x, heightAxis + 1, width, method), heightAxis, height, method);

    private static Tensor Crop(Tensor x, int heightAxis, int width, int height)
    {
        double oldHeight = x.Size(heightAxis), oldWidth = x.Size(heightAxis + 1);
        double oldAspect = oldWidth / oldHeight, newAspect = (double)width / height;
        // Math.Round goes to the even neighbour at a half, as Python's round does
        var left = oldAspect > newAspect ? (int)Math.Round((oldWidth - oldWidth * (newAspect / oldAspect)) / 2) : 0;
        var top = oldAspect < newAspect ? (int)Math.Round((oldHeight - oldHeight * (oldAspect / newAspect)) / 2) : 0;
        return Narrow(Narrow(x, heightAxis, top, x.Size(heightAxis) - 2 * top), heightAxis + 1, left, x.Size(heightAxis + 1) - 2 * left);
    }

    /// <summary>
    /// <paramref name="count"/> samples of an axis from <paramref name="start"/> on; the whole axis is returned as it is.
    /// </summary>
    public static Tensor Narrow(Tensor x, int axis, int start, int count)
    {
        if (start == 0 && count == x.Size(axis))
            return x;
        var (outer, length, inner) = Layout(x, axis);
        var result = new Tensor(ShapeWith(x, axis, count));
        for (var o = 0; o < outer; o++)
            x.Span.Slice((o * length + start) * inner, count * inner).CopyTo(result.Span.Slice(o * count * inner));
        return result;
    }

    private static Tensor Weigh(Tensor x, int axis, Window[] windows)
    {
        var (outer, length, inner) = Layout(x, axis);
        var result = new Tensor(ShapeWith(x, axis, windows.Length));
        for (var o = 0; o < outer; o++)
        {
            var from = x.Span.Slice(o * length * inner, length * inner);
            var to = result.Span.Slice(o * windows.Length * inner, windows.Length * inner);
            if (inner < 8)
                WeighSamples(from, to, inner, windows);
            else
                WeighRows(from, to, inner, windows);
        }
        return result;
    }

    /// <summary>The axis moves fastest, or all but: plain loops beat vectors of one or three.</summary>
    private static void WeighSamples(ReadOnlySpan<float> from, Span<float> to, int inner, Window[] windows)
    {
        var next = 0;
        foreach (var (start, weights) in windows)
        {
            for (var c = 0; c < inner; c++)
            {
                var sum = 0f;
                var at = start * inner + c;
                foreach (var weight in weights)
                {
                    sum += weight * from[at];
                    at += inner;
                }
                to[next++] = sum;
            }
        }
    }

    /// <summary>Whole rows at once.</summary>
    private static void WeighRows(ReadOnlySpan<float> from, Span<float> to, int inner, Window[] windows)
    {
        for (var i = 0; i < windows.Length; i++)
        {
            var (start, weights) = windows[i];
            var row = to.Slice(i * inner, inner);
            TensorPrimitives.Multiply(from.Slice(start * inner, inner), weights[0], row);
            for (var k = 1; k < weights.Length; k++)
                TensorPrimitives.MultiplyAdd(from.Slice((start + k) * inner, inner), weights[k], row, row);
        }
    }

    private static Window WindowOf(ResampleMethod method, int i, int length, int size) => method switch
    {
        ResampleMethod.NearestExact => new Window(Math.Min((int)((i + 0.5f) * ((float)length / size)), length - 1), [1]),
        ResampleMethod.Bilinear => Linear(Math.Max(Centre(i, length, size), 0), length),
        ResampleMethod.Area => Mean((int)((long)i * length / size), (int)(((long)(i + 1) * length + size - 1) / size)),
        ResampleMethod.Bicubic => Cubic(Centre(i, length, size), length),
        ResampleMethod.SmoothBicubic => Smooth(i, length, size, 2, Keys),
        ResampleMethod.SmoothBilinear => Smooth(i, length, size, 1, static d => MathF.Max(0, 1 - d)),
        ResampleMethod.SmoothHamming => Smooth(i, length, size, 1, Hamming),
        _ => throw new ArgumentOutOfRangeException(nameof(method)),
    };

    private static float Centre(int i, int length, int size) => (float)length / size * (i + 0.5f) - 0.5f;

    private static Window Linear(float centre, int length)
    {
        var start = Math.Min((int)centre, length - 1);
        var t = centre - start;
        return start == length - 1 ? new Window(start, [1]) : new Window(start, [1 - t, t]);
    }

    private static Window Mean(int start, int end)
    {
        var weights = new float[end - start];
        weights.AsSpan().Fill(1f / weights.Length);
        return new Window(start, weights);
    }

    /// <summary>Samples beyond the ends repeat the end, so their weights are added to it.</summary>
    private static Window Cubic(float centre, int length)
    {
        var left = (int)MathF.Floor(centre);
        var t = centre - left;
        ReadOnlySpan<float> four = [Outer(1 + t), Inner(t), Inner(1 - t), Outer(2 - t)];
        var start = Math.Clamp(left - 1, 0, length - 1);
        var weights = new float[Math.Clamp(left + 2, 0, length - 1) - start + 1];
        for (var k = 0; k < 4; k++)
            weights[Math.Clamp(left - 1 + k, 0, length - 1) - start] += four[k];
        return new Window(start, weights);

        static float Inner(float d) => (1.25f * d - 2.25f) * d * d + 1;
        static float Outer(float d) => ((-0.75f * d + 3.75f) * d - 6) * d + 3;
    }

    /// <param name="filter">By the distance from the centre; 0 from its support on.</param>
    private static Window Smooth(int i, int length, int size, float support, Func<float, float> filter)
    {
        var scale = (float)length / size;
        var stretch = MathF.Max(scale, 1);
        var (centre, reach) = (scale * (i + 0.5f), support * stretch);
        var start = Math.Max((int)(centre - reach + 0.5f), 0);
        var weights = new float[Math.Min((int)(centre + reach + 0.5f), length) - start];
        for (var k = 0; k < weights.Length; k++)
            weights[k] = filter(MathF.Abs((start + k - centre + 0.5f) / stretch));
        TensorPrimitives.Divide(weights, TensorPrimitives.Sum<float>(weights), weights);
        return new Window(start, weights);
    }

    private static float Keys(float d) => d < 1 ? ((((1.5f * d) - 2.5f) * d) * d) + 1 : d < 2 ? (((((-0.5f * d) + 2.5f) * d) - 4) * d) + 2
        : 0;

    private static float Hamming(float d) => d == 0 ? 1 : d >= 1 ? 0
        : MathF.Sin(MathF.PI * d) / (MathF.PI * d) * (0.54f + (0.46f * MathF.Cos(MathF.PI * d)));

    private static (int Outer, int Length, int Inner) Layout(Tensor x, int axis)
    {
        int outer = 1, inner = 1;
        for (var i = 0; i < axis; i++)
            outer *= x.Size(i);
        for (var i = axis + 1; i < x.Rank; i++)
            inner *= x.Size(i);
        return (outer, x.Size(axis), inner);
    }

    private static int[] ShapeWith(Tensor x, int axis, int size)
    {
        var shape = x.Shape.ToArray();
        shape[axis] = size;
        return shape;
    }

    /// <summary>The new sample is the weighted sum of the old ones from <paramref name="Start"/> on.</summary>
    private readonly record struct Window(int Start, float[] Weights);
}
