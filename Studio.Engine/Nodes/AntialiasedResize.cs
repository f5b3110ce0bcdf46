using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes;

/// <summary>
/// Scaling of pictures [B,H,W,C] with the arithmetic of torch.nn.functional.interpolate(antialias=True): kernels that widen when shrinking,
/// of linear and Keys' cubic (a = -0.5) shape; not cut to 0..1.
/// </summary>
internal static class AntialiasedResize
{
    /// <param name="method">bicubic, bilinear, nearest (the sample at the cell's begin) or nearest exact.</param>
    public static Tensor Pixels(Tensor pixels, int width, int height, string method)
    {
        if (width < 1 || height < 1)
            throw new EngineException(EngineError.BadPrompt, $"A picture of {width}x{height} is nothing. Both sides must be at least 1.");
        return Axis(Axis(pixels, 2, width, method), 1, height, method);
    }

    private static Tensor Axis(Tensor x, int axis, int size, string method)
    {
        var length = x.Size(axis);
        if (length == size)
            return x;
        var inner = axis == 2 ? x.Size(3) : x.Size(2) * x.Size(3);
        var shape = x.Shape.ToArray();
        shape[axis] = size;
        var result = new Tensor(shape);
        for (var i = 0; i < size; i++)
        {
            var (start, weights) = Window(i, length, size, method);
            for (var line = 0; line < x.Length / (length * inner); line++)
            {
                var target = result.Span.Slice(((line * size) + i) * inner, inner);
                for (var k = 0; k < weights.Length; k++)
                {
                    var source = x.Span.Slice(((line * length) + start + k) * inner, inner);
                    System.Numerics.Tensors.TensorPrimitives.MultiplyAdd(source, weights[k], target, target);
                }
            }
        }
        return result;
    }

    private static (int Start, float[] Weights) Window(int i, int length, int size, string method)
    {
        var scale = (double)length / size;
        if (method is "nearest" or "nearest exact")
            return (Math.Min((int)((method == "nearest" ? i : i + 0.5) * scale), length - 1), [1]);
        var isCubic = method == "bicubic";
        var support = (isCubic ? 2 : 1) * Math.Max(scale, 1);
        var centre = scale * (i + 0.5);
        var (start, end) = (Math.Max((int)(centre - support + 0.5), 0), Math.Min((int)(centre + support + 0.5), length));
        var weights = new double[end - start];
        for (var k = 0; k < weights.Length; k++)
        {
            var distance = Math.Abs((start + k - centre + 0.5) / Math.Max(scale, 1));
            weights[k] = isCubic ? Cubic(distance) : Math.Max(0, 1 - distance);
        }
        var sum = weights.Sum();
        return (start, [.. weights.Select(weight => (float)(weight / sum))]);
    }

    private static double Cubic(double d) => d < 1 ? (((1.5 * d) - 2.5) * d * d) + 1
        : d < 2 ? (((((-0.5 * d) + 2.5) * d) - 4) * d) + 2
        : 0;
}
