using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes.Packs.ControlAux;

/// <summary>Pictures on their way to a ControlNet.</summary>
internal static class HintPictures
{
    /// <summary>So that the shorter side has a length: by areas when shrinking, by cubics when enlarging; cut to 0..1.</summary>
    public static Tensor Scaled(Tensor pixels, int resolution)
    {
        var ratio = (double)resolution / Math.Min(pixels.Size(1), pixels.Size(2));
        var (width, height) = ((int)Math.Round(pixels.Size(2) * ratio), (int)Math.Round(pixels.Size(1) * ratio));
        var scaled = Resample.Pixels(Mixing.WithChannels(pixels, 3), width, height, ratio < 1 ? ResampleMethod.Area
            : ResampleMethod.Bicubic);
        return Mixing.Each(scaled, value => Math.Clamp(value, 0, 1));
    }

    public static Tensor Inverted(Tensor pixels) => Mixing.Each(pixels, value => 1 - value);
}
