using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes.Packs;

/// <summary>Cuts pictures [B,H,W,C] from each side, in multiples of 8 pixels.</summary>
internal static class InsetCrop
{
    /// <exception cref="EngineException">Nothing would be left (BadPrompt).</exception>
    public static Tensor Apply(Tensor pixels, bool isPercentage, long left, long right, long top, long bottom)
    {
        int Amount(long wanted, int side) =>
            (int)((isPercentage ? (long)(side - (side * (100 - wanted) / 100.0)) : wanted) / 8 * 8);
        var (height, width) = (pixels.Size(1), pixels.Size(2));
        var (x, y) = (Amount(left, width), Amount(top, height));
        var (right2, bottom2) = (width - Amount(right, width), height - Amount(bottom, height));
        if (x >= right2 || y >= bottom2)
            throw new EngineException(EngineError.BadPrompt,
                $"Nothing of the {width}x{height} picture would be left. Cut less from its sides.");
        return Planes.CropPixels(pixels, y, x, bottom2 - y, right2 - x);
    }
}
