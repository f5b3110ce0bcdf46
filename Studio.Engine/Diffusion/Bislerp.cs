using Studio.Engine.Tensors;

namespace Studio.Engine.Diffusion;

/// <summary>
/// Bilinear resizing along the sphere: between two neighbours the channel vector turns from one direction to the other (Shoemake 1985)
/// and its length goes linearly, so that latents do not lose strength between pixels.
/// </summary>
internal static class Bislerp
{
    private const float Parallel = 1e-5f;

    /// <summary>[B,C,H,W] to [B,C,height,width], first along the width, then along the height.</summary>
    public static Tensor Resize(Tensor x, int width, int height) => ResizeAxis(ResizeAxis(x, 3, width), 2, height);

    private static Tensor ResizeAxis(Tensor x, int axis, int size)
    {
        var length = x.Size(axis);
        if (length == size)
            return x;
        var (low, high) = (Positions(length, size, 0), Positions(length, size, 1));
        var shape = x.Shape.ToArray();
        shape[axis] = size;
        var result = new Tensor(shape);
        var channels = new Channels(x.Size(1), x.Size(2) * x.Size(3), shape[2] * shape[3]);
        var stride = axis == 3 ? 1 : x.Size(3);
        var lines = axis == 3 ? x.Size(2) : x.Size(3);
        for (var batch = 0; batch < x.Size(0); batch++)
        {
            var from = x.Slice(batch).Span;
            var to = result.Slice(batch).Span;
            for (var line = 0; line < lines; line++)
            {
                var (start, target) = axis == 3 ? (line * length, line * size) : (line, line);
                for (var i = 0; i < size; i++)
                {
                    var (a, b) = (start + ((int)low[i] * stride), start + ((int)high[i] * stride));
                    channels.Slerp(from, a, b, low[i] - MathF.Floor(low[i]), to, target + (i * stride));
                }
            }
        }
        return result;
    }

    /// <summary>Where new samples lie on the old axis, or on the axis of right neighbours: the last one is its own.</summary>
    private static float[] Positions(int length, int size, int neighbour)
    {
        var coordinates = new Tensor(length);
        for (var i = 0; i < length; i++)
            coordinates.Span[i] = Math.Min(i + neighbour, length - 1);
        return Resample.Axis(coordinates, 0, size, ResampleMethod.Bilinear).Span.ToArray();
    }

    /// <summary>Channel vectors of planes: the next channel of a pixel is a whole plane further on.</summary>
    private sealed record Channels(int Count, int FromPlane, int ToPlane)
    {
        /// <summary>to[target] = slerp(from[a], from[b], t).</summary>
        public void Slerp(ReadOnlySpan<float> from, int a, int b, float t, Span<float> to, int target)
        {
            var (lengthA, lengthB, dot) = Measure(from, a, b);
            var (weightA, weightB) = Weights(lengthA, lengthB, dot, t);
            for (var c = 0; c < Count; c++)
                to[target + (c * ToPlane)] = (weightA * from[a + (c * FromPlane)]) + (weightB * from[b + (c * FromPlane)]);
        }

        private (float LengthA, float LengthB, float Dot) Measure(ReadOnlySpan<float> from, int a, int b)
        {
            float squareA = 0, squareB = 0, product = 0;
            for (var c = 0; c < Count; c++)
            {
                var (valueA, valueB) = (from[a + (c * FromPlane)], from[b + (c * FromPlane)]);
                squareA += valueA * valueA;
                squareB += valueB * valueB;
                product += valueA * valueB;
            }
            var (lengthA, lengthB) = (MathF.Sqrt(squareA), MathF.Sqrt(squareB));
            return (lengthA, lengthB, lengthA == 0 || lengthB == 0 ? 0 : product / lengthA / lengthB);
        }
    }

    /// <summary>Like directions take the first vector, opposite ones go straight, as there is no one way around.</summary>
    private static (float A, float B) Weights(float lengthA, float lengthB, float dot, float t)
    {
        if (dot > 1 - Parallel)
            return (1, 0);
        if (dot < Parallel - 1)
            return (1 - t, t);
        var omega = MathF.Acos(dot);
        var length = (lengthA * (1 - t)) + (lengthB * t);
        var scale = length / MathF.Sin(omega);
        return (
            lengthA == 0 ? 0 : MathF.Sin((1 - t) * omega) * scale / lengthA,
            lengthB == 0 ? 0 : MathF.Sin(t * omega) * scale / lengthB);
    }
}
