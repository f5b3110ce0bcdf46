using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes;

/// <summary>Each pixel of a latent [B,C,H,W] as a vector of its channels.</summary>
internal static class ChannelVectors
{
    /// <summary>
    /// The direction of the mixture of both directions, with the mixture of both lengths. <paramref name="ratio"/> 1 is the first.
    /// </summary>
    public static Tensor Interpolate(Tensor first, Tensor second, float ratio)
    {
        var result = first.ZerosLike();
        var (channels, area) = (first.Size(1), first.Size(2) * first.Size(3));
        Span<float> mixed = new float[channels];
        for (var pixel = 0; pixel < first.Length / channels; pixel++)
        {
            var start = (pixel / area * channels * area) + (pixel % area);
            var (lengthA, lengthB) = (Length(first, start, channels, area), Length(second, start, channels, area));
            var square = 0f;
            for (var c = 0; c < channels; c++)
            {
                mixed[c] = (Part(first.Span[start + (c * area)], lengthA) * ratio)
                    + (Part(second.Span[start + (c * area)], lengthB) * (1 - ratio));
                square += mixed[c] * mixed[c];
            }
            var length = (lengthA * ratio) + (lengthB * (1 - ratio));
            for (var c = 0; c < channels; c++)
                result.Span[start + (c * area)] = Part(mixed[c], MathF.Sqrt(square)) * length;
        }
        return result;
    }

    /// <summary>A vector without length has no direction: zero.</summary>
    private static float Part(float value, float length) => length == 0 ? 0 : value / length;

    private static float Length(Tensor x, int start, int channels, int stride)
    {
        var square = 0f;
        for (var c = 0; c < channels; c++)
            square += x.Span[start + (c * stride)] * x.Span[start + (c * stride)];
        return MathF.Sqrt(square);
    }
}
