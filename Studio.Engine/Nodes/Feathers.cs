using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes;

/// <summary>Which sides of a rectangle are meant.</summary>
internal readonly record struct Sides(bool Top, bool Left, bool Bottom, bool Right);

/// <summary>Soft edges of rectangles, as masks [1,H,W].</summary>
internal static class Feathers
{
    /// <summary>From 1/length at the edge to 1 at <paramref name="length"/> pixels from it.</summary>
    public static float Ramp(int distance, int length) => distance < length ? (distance + 1f) / length : 1;

    /// <summary>1 inside, falling linearly towards the given sides; null when nothing falls.</summary>
    public static Tensor? Inner(int height, int width, int feather, Sides sides)
    {
        if (feather == 0)
            return null;
        var mask = new Tensor(1, height, width);
        for (var i = 0; i < mask.Length; i++)
        {
            var (y, x) = (i / width, i % width);
            mask.Span[i] = (sides.Top ? Ramp(y, feather) : 1) * (sides.Bottom ? Ramp(height - 1 - y, feather) : 1)
                * (sides.Left ? Ramp(x, feather) : 1) * (sides.Right ? Ramp(width - 1 - x, feather) : 1);
        }
        return mask;
    }

    /// <summary>0 inside, rising quadratically towards the given sides, so that what is added there grows into the picture.</summary>
    public static Tensor Outer(int height, int width, int feather, Sides sides)
    {
        var mask = new Tensor(1, height, width);
        if (feather * 2 >= height || feather * 2 >= width)
            return mask;
        for (var i = 0; i < mask.Length; i++)
        {
            var (y, x) = (i / width, i % width);
            var vertical = Math.Min(sides.Top ? y : height, sides.Bottom ? height - y : height);
            var horizontal = Math.Min(sides.Left ? x : width, sides.Right ? width - x : width);
            var depth = feather - Math.Min(vertical, horizontal);
            mask.Span[i] = depth > 0 ? (float)depth / feather * depth / feather : 0;
        }
        return mask;
    }
}
