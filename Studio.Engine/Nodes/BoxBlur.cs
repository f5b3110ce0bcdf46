using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes;

/// <summary>
/// Pillow's Gaussian blur: three box blurs whose edges count in part (Gwosdek et al. 2011, "Theoretical foundations of Gaussian convolution
/// by extended box filtering"), on bytes, the border repeated.
/// </summary>
internal static class BoxBlur
{
    private const int Passes = 3;

    /// <summary>Masks [B,H,W] in 0..1.</summary>
    public static Tensor Masks(Tensor masks, double radius)
    {
        var bytes = Mixing.Each(masks, value => (byte)Math.Clamp(value * 255, 0, 255));
        var size = Extended(radius);
        foreach (var (length, stride) in new[] { (masks.Size(2), 1), (masks.Size(1), masks.Size(2)) })
        {
            for (var pass = 0; pass < Passes; pass++)
                bytes = Along(bytes, length, stride, size);
        }
        return Mixing.Each(bytes, value => value / 255);
    }

    /// <summary>The radius of the box that has the variance of the Gaussian after three passes.</summary>
    private static double Extended(double radius)
    {
        var sigma2 = radius * radius / Passes;
        var length = Math.Sqrt((12 * sigma2) + 1);
        var whole = Math.Floor((length - 1) / 2);
        var part = (((2 * whole) + 1) * ((whole * (whole + 1)) - (3 * sigma2))) / (6 * (sigma2 - ((whole + 1) * (whole + 1))));
        return whole + part;
    }

    private static Tensor Along(Tensor x, int length, int stride, double radius)
    {
        var blurred = x.ZerosLike();
        var whole = (int)radius;
        var full = (uint)(16777216 / ((radius * 2) + 1));
        var edge = (uint)((16777216 - (((whole * 2) + 1) * (long)full)) / 2);
        for (var i = 0; i < x.Length; i++)
        {
            var position = i / stride % length;
            var sum = 1UL << 23;
            for (var offset = -whole - 1; offset <= whole + 1; offset++)
            {
                var at = Math.Clamp(position + offset, 0, length - 1);
                sum += (ulong)x.Span[i + ((at - position) * stride)] * (Math.Abs(offset) > whole ? edge : full);
            }
            blurred.Span[i] = sum >> 24;
        }
        return blurred;
    }
}
