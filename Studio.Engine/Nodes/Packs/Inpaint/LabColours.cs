using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes.Packs.Inpaint;

/// <summary>CIE L*a*b* (CIE 15:2004) of sRGB (IEC 61966-2-1), white D65.</summary>
internal static class LabColours
{
    private const double WhiteX = 0.95047;
    private const double WhiteZ = 1.08883;
    private const double Linear = 0.008856;

    /// <summary>[B,H,W,3 or 4] in 0..1 to [B,H,W,3]: L 0 to 100, a and b about -100 to 100.</summary>
    public static Tensor Of(Tensor pixels)
    {
        var lab = Mixing.WithChannels(pixels, 3).Clone();
        for (var i = 0; i < lab.Length; i += 3)
        {
            var (r, g, b) = (ToLinear(lab.Span[i]), ToLinear(lab.Span[i + 1]), ToLinear(lab.Span[i + 2]));
            var x = Root(((0.412453 * r) + (0.35758 * g) + (0.180423 * b)) / WhiteX);
            var y = Root((0.212671 * r) + (0.71516 * g) + (0.072169 * b));
            var z = Root(((0.019334 * r) + (0.119193 * g) + (0.950227 * b)) / WhiteZ);
            (lab.Span[i], lab.Span[i + 1], lab.Span[i + 2]) = ((float)((116 * y) - 16), (float)(500 * (x - y)), (float)(200 * (y - z)));
        }
        return lab;
    }

    /// <summary>The way back, cut to 0..1.</summary>
    public static Tensor ToColours(Tensor lab)
    {
        var pixels = lab.Clone();
        for (var i = 0; i < pixels.Length; i += 3)
        {
            var y = (pixels.Span[i] + 16) / 116.0;
            var x = (pixels.Span[i + 1] / 500.0) + y;
            var z = Math.Max(0, y - (pixels.Span[i + 2] / 200.0));
            var (cx, cy, cz) = (Cube(x) * WhiteX, Cube(y), Cube(z) * WhiteZ);
            pixels.Span[i] = FromLinear((3.2404813432005266 * cx) - (1.5371515162713185 * cy) - (0.4985363261688878 * cz));
            pixels.Span[i + 1] = FromLinear((-0.9692549499965682 * cx) + (1.8759900014898907 * cy) + (0.0415559265582928 * cz));
            pixels.Span[i + 2] = FromLinear((0.0556466391351772 * cx) - (0.2040413383665112 * cy) + (1.0573110696453443 * cz));
        }
        return pixels;
    }

    private static double ToLinear(float value) => value > 0.04045 ? Math.Pow((value + 0.055) / 1.055, 2.4) : value / 12.92;

    private static float FromLinear(double value) =>
        (float)Math.Clamp(value > 0.0031308 ? (1.055 * Math.Pow(value, 1 / 2.4)) - 0.055 : value * 12.92, 0, 1);

    private static double Root(double value) => value > Linear ? Math.Cbrt(value) : (7.787 * value) + (4 / 29.0);

    private static double Cube(double value) => value > 0.2068966 ? value * value * value : (value - (4 / 29.0)) / 7.787;
}
