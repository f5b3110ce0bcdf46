using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes.Packs.Impact;

/// <summary>Sums and differences of masks, cut to 0..1.</summary>
internal static class MaskSums
{
    /// <summary>a + sign·b; masks of different sizes leave the first as it is.</summary>
    public static Tensor Of(Tensor a, Tensor b, int sign) =>
        a.HasShapeOf(b) ? Mixing.Each(a, b, (x, y) => Math.Clamp(((255 * x) + (sign * 255 * y)) / 255, 0, 1)) : a;
}
