using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes.Packs.Inpaint;

/// <summary>Masks [B,H,W] grown and shrunk by squares, to zeros and ones.</summary>
internal static class BinaryMorphology
{
    /// <summary>1 where anything within the square of 2 radius + 1 is above 0.</summary>
    public static Tensor Dilated(Tensor mask, int radius) => Any(mask, radius, value => value > 0);

    /// <summary>1 where all within the square, as far as it lies in the mask, is exactly 1.</summary>
    public static Tensor Eroded(Tensor mask, int radius) => Mixing.Each(Any(mask, radius, value => value != 1), value => 1 - value);

    private static Tensor Any(Tensor mask, int radius, Predicate<float> counts)
    {
        var marks = Mixing.Each(mask, value => counts(value) ? 1 : 0);
        return Along(Along(marks, mask.Size(2), 1, radius), mask.Size(1), mask.Size(2), radius);
    }

    // how far the last mark lies behind, from either end
    private static Tensor Along(Tensor marks, int length, int stride, int radius)
    {
        var result = marks.ZerosLike();
        for (var line = 0; line < marks.Length / length; line++)
        {
            var start = (line / stride * stride * length) + (line % stride);
            foreach (var (first, step) in new[] { (0, 1), (length - 1, -1) })
            {
                var distance = radius + 1;
                for (var (i, at) = (0, first); i < length; i++, at += step)
                {
                    distance = marks.Span[start + (at * stride)] > 0 ? 0 : Math.Min(distance + 1, radius + 1);
                    if (distance <= radius)
                        result.Span[start + (at * stride)] = 1;
                }
            }
        }
        return result;
    }
}
