using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes;

/// <summary>Pictures [B,H,W,C] on a larger canvas.</summary>
internal static class Padding
{
    /// <summary>The pictures at a place of a canvas of <paramref name="value"/>; what sticks out is cut off.</summary>
    public static Tensor Pixels(Tensor pixels, int left, int top, int width, int height, float value = 0)
    {
        var canvas = new Tensor(pixels.Size(0), height, width, pixels.Size(3));
        if (value != 0)
            canvas.Span.Fill(value);
        return Onto(canvas, pixels, left, top);
    }

    /// <summary>Pictures onto a canvas that may be written to.</summary>
    public static Tensor Onto(Tensor canvas, Tensor pixels, int left, int top)
    {
        var channels = pixels.Size(3);
        var (from, to) = (Math.Max(0, -left), Math.Min(pixels.Size(2), canvas.Size(2) - left));
        for (var b = 0; b < canvas.Size(0); b++)
        {
            for (var y = Math.Max(0, -top); y < pixels.Size(1) && top + y < canvas.Size(1) && from < to; y++)
            {
                var row = ((((b * pixels.Size(1)) + y) * pixels.Size(2)) + from) * channels;
                pixels.Span.Slice(row, (to - from) * channels)
                    .CopyTo(canvas.Span[(((((b * canvas.Size(1)) + top + y) * canvas.Size(2)) + left + from) * channels)..]);
            }
        }
        return canvas;
    }
}
