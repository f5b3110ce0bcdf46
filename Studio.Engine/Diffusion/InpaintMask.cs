using Studio.Engine.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Studio.Engine.Diffusion;

/// <summary>What masks need before they can steer a run. Masks are [B,H,W] in 0..1; 1 is repainted.</summary>
public static class InpaintMask
{
    /// <summary>
    /// The rounded mask, grown by a square of <paramref name="pixels"/> (0 only rounds). An odd square grows to all sides alike; an even
    /// one grows
    /// one pixel further to the right and bottom.
    /// </summary>
    public static Tensor Grow(Tensor mask, int pixels)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(pixels);
        var grown = new Tensor(mask.Shape);
        TensorPrimitives.Round(mask.Span, grown.Span);
        if (pixels < 2)
            return grown;
        var (rows, columns) = (mask.Size(-2), mask.Size(-1));
        var planes = grown.Length / Math.Max(rows * columns, 1);
        // A pixel is set when any within [i - before, i + after] is.
        var before = pixels / 2;
        var after = pixels - 1 - before;
        for (var plane = 0; plane < planes; plane++)
        {
            var pixelsOfPlane = grown.Span.Slice(plane * rows * columns, rows * columns);
            for (var row = 0; row < rows; row++)
                Spread(pixelsOfPlane[(row * columns)..], 1, columns, before, after);
            for (var column = 0; column < columns; column++)
                Spread(pixelsOfPlane[column..], columns, rows, before, after);
        }
        return grown;
    }

    /// <summary>One line: counts how far the next and the last set pixel are, so time does not depend on how far it grows.</summary>
    private static void Spread(Span<float> line, int stride, int count, int before, int after)
    {
        var marks = new float[count];
        var last = int.MinValue / 2;
        for (var i = 0; i < count; i++)
        {
            last = line[i * stride] > 0 ? i : last;
            marks[i] = i - last <= before ? 1 : 0;
        }
        var next = int.MaxValue / 2;
        for (var i = count - 1; i >= 0; i--)
        {
            next = line[i * stride] > 0 ? i : next;
            marks[i] = next - i <= after ? 1 : marks[i];
        }
        for (var i = 0; i < count; i++)
            line[i * stride] = marks[i];
    }
}
