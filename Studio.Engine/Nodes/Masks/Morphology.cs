using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes;

/// <summary>Grey dilation and erosion of masks [B,H,W].</summary>
internal static class Morphology
{
    /// <summary>
    /// Each round takes the largest (or, for negative <paramref name="rounds"/>, the smallest) value of a pixel and its neighbours: of all
    /// eight, or of the four beside it, which makes corners taper.
    /// </summary>
    public static Tensor Grow(Tensor mask, int rounds, bool tapered, CancellationToken cancellationToken)
    {
        Func<float, float, float> pick = rounds < 0 ? Math.Min : Math.Max;
        for (var round = 0; round < Math.Abs(rounds); round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var next = tapered
                ? Mixing.Each(Along(mask, mask.Size(2), 1, pick), Along(mask, mask.Size(1), mask.Size(2), pick), pick)
                : Along(Along(mask, mask.Size(2), 1, pick), mask.Size(1), mask.Size(2), pick);
            if (next.Span.SequenceEqual(mask.Span))
                return next;
            mask = next;
        }
        return mask;
    }

    /// <summary>
    /// A pixel and its two neighbours along an axis of <paramref name="length"/> pixels that are <paramref name="stride"/> apart.
    /// </summary>
    private static Tensor Along(Tensor mask, int length, int stride, Func<float, float, float> pick)
    {
        var result = mask.Clone();
        for (var i = 0; i < mask.Length; i++)
        {
            var position = i / stride % length;
            if (position > 0)
                result.Span[i] = pick(result.Span[i], mask.Span[i - stride]);
            if (position < length - 1)
                result.Span[i] = pick(result.Span[i], mask.Span[i + stride]);
        }
        return result;
    }
}
