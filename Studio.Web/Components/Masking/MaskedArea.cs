using Studio.Engine.Imaging;

namespace Studio.Web.Components.Masking;

/// <summary>A part of a picture, in its pixels.</summary>
public sealed record Region(int X, int Y, int Width, int Height);

/// <summary>What a mask covers of a picture.</summary>
/// <param name="Width">Of the picture, in pixels.</param>
/// <param name="Box">The smallest part that has all that is painted.</param>
public sealed record MaskedArea(int Width, int Height, Region Box)
{
    /// <summary>
    /// The red channel is the mask, as its node reads it; it lies over a picture of another size. Null when all of it is black.
    /// </summary>
    internal static MaskedArea? Of(RgbImage mask, int width, int height)
    {
        int left = mask.Width, top = mask.Height, right = 0, bottom = 0;
        for (var y = 0; y < mask.Height; y++)
        {
            for (var x = 0; x < mask.Width; x++)
            {
                if (mask.Pixels[((y * mask.Width) + x) * mask.Channels] == 0)
                    continue;
                (left, right, top, bottom) = (Math.Min(left, x), Math.Max(right, x + 1), Math.Min(top, y), y + 1);
            }
        }

        if (right == 0)
            return null;
        int X(int at, MidpointRounding way) => (int)Math.Round((double)at * width / mask.Width, way);
        int Y(int at, MidpointRounding way) => (int)Math.Round((double)at * height / mask.Height, way);
        int x0 = X(left, MidpointRounding.ToNegativeInfinity), y0 = Y(top, MidpointRounding.ToNegativeInfinity);
        return new(width, height,
            new(x0, y0, X(right, MidpointRounding.ToPositiveInfinity) - x0, Y(bottom, MidpointRounding.ToPositiveInfinity) - y0));
    }

    /// <summary>
    /// The part to work on: the box and <paramref name="padding"/> pixels around it, widened to the shape of
    /// <paramref name="width"/> x <paramref name="height"/> and moved into the picture. Of another shape only where the picture is too
    /// small.
    /// </summary>
    public Region Around(int padding, int width, int height)
    {
        double wide = Box.Width + (2 * padding), tall = Box.Height + (2 * padding);
        if (wide * height < tall * width)
            wide = tall * width / height;
        else
            tall = wide * height / width;
        int w = Math.Min(Width, (int)Math.Round(wide)), h = Math.Min(Height, (int)Math.Round(tall));
        return new(
            Math.Clamp(Box.X + ((Box.Width - w) / 2), 0, Width - w), Math.Clamp(Box.Y + ((Box.Height - h) / 2), 0, Height - h), w, h);
    }
}
