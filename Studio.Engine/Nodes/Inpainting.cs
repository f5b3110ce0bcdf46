using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes;

/// <summary>Preparing pictures for being repainted in part.</summary>
internal static class Inpainting
{
    private const float MiddleGrey = 0.5f;

    /// <summary>The pictures [B,H,W,C] with middle grey where the mask [B or 1,H,W] of zeros and ones is one. Alpha stays.</summary>
    public static Tensor Grey(Tensor pixels, Tensor mask)
    {
        var grey = pixels.Clone();
        var channels = pixels.Size(3);
        var colours = Math.Min(channels, 3);
        for (var pixel = 0; pixel < grey.Length / channels; pixel++)
        {
            var keep = 1 - mask.Span[pixel % mask.Length];
            foreach (ref var value in grey.Span.Slice(pixel * channels, colours))
                value = ((value - MiddleGrey) * keep) + MiddleGrey;
        }
        return grey;
    }
}
