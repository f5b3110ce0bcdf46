using Studio.Engine.Imaging;
using Studio.Engine.Tensors;

namespace TestingPack;

/// <summary>What these nodes do with pictures.</summary>
internal static class Pixels
{
    public static Image Constant(double value, int count = 1, int height = 512, int width = 512)
    {
        var pixels = new Tensor(count, height, width, 3);
        pixels.Span.Fill((float)value);
        return new Image(pixels);
    }

    public static Image Times(Image image, double factor) => Each(image, value => (float)(value * factor));

    public static Image Each(Image image, Func<float, float> function)
    {
        var result = image.Pixels.ZerosLike();
        for (var i = 0; i < result.Length; i++)
            result.Span[i] = function(image.Pixels.Span[i]);
        return new Image(result);
    }

    /// <summary>Element by element; the pictures must be of one shape.</summary>
    public static Image Product(Image first, Image second)
    {
        CheckShapes(first, second);
        var result = first.Pixels.ZerosLike();
        for (var i = 0; i < result.Length; i++)
            result.Span[i] = first.Pixels.Span[i] * second.Pixels.Span[i];
        return new Image(result);
    }

    public static Image Mean(IReadOnlyList<Image> images)
    {
        var sum = images[0].Pixels.Clone();
        foreach (var image in images.Skip(1))
        {
            CheckShapes(images[0], image);
            for (var i = 0; i < sum.Length; i++)
                sum.Span[i] += image.Pixels.Span[i];
        }

        return Each(new Image(sum), value => value / images.Count);
    }

    /// <summary>first where the mask is 0, second where it is 1.</summary>
    public static Image Mix(Image first, Image second, Mask mask)
    {
        CheckShapes(first, second);
        if (mask.Values.Length * first.Channels != first.Pixels.Length)
            throw new InvalidOperationException($"A mask of {mask.Values} does not cover pictures of {first.Pixels}.");
        var result = first.Pixels.ZerosLike();
        for (var i = 0; i < result.Length; i++)
        {
            var share = mask.Values.Span[i / first.Channels];
            result.Span[i] = first.Pixels.Span[i] * (1 - share) + second.Pixels.Span[i] * share;
        }

        return new Image(result);
    }

    private static void CheckShapes(Image first, Image second)
    {
        if (!first.Pixels.HasShapeOf(second.Pixels))
            throw new InvalidOperationException($"These pictures are of two shapes, {first.Pixels} and {second.Pixels}.");
    }
}
