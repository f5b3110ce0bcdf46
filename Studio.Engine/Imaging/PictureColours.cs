using NetVips;
using VipsImage = NetVips.Image;

namespace Studio.Engine.Imaging;

/// <summary>
/// Any picture of the library as 8-bit sRGB. Colour profiles are not applied, as ComfyUI does not: the numbers in the file are the numbers
/// in the tensor, and inks are taken off white light by plain arithmetic.
/// </summary>
internal static class PictureColours
{
    private const int Inks = 4;

    /// <summary>3 bands, or 4 with alpha.</summary>
    public static VipsImage ToRgb8(VipsImage image) => image.Interpretation == Enums.Interpretation.Cmyk && image.Bands >= Inks
        ? FromInks(image)
        : Named(image)
            .Then(named => named.Interpretation == Enums.Interpretation.Srgb ? named.Copy() : named.Colourspace(Enums.Interpretation.Srgb))
            .Then(colours => colours.Cast(Enums.BandFormat.Uchar))
            .Then(bytes => bytes.Bands > 4 ? bytes.ExtractBand(0, n: 4) : bytes.Copy());

    /// <summary>
    /// Red is what cyan and black leave of white, (255 - C)(255 - K) / 255, and so on, rounded: what Pillow's convert("RGB") and FFmpeg's
    /// decoders give. The library reads JPEG's inverted inks as inks already.
    /// </summary>
    private static VipsImage FromInks(VipsImage image)
    {
        using var light = image.Cast(Enums.BandFormat.Uchar, shift: true).Then(inks => inks.Invert());
        using var colours = light.ExtractBand(0, n: 3);
        using var black = light.ExtractBand(3);
        var rgb = colours.Multiply(black)
            .Then(product => product.Linear([1 / 255.0], [0.5], uchar: true))
            .Then(bytes => bytes.Copy(interpretation: Enums.Interpretation.Srgb));
        if (image.Bands == Inks)
            return rgb;
        using var alpha = light.ExtractBand(Inks).Then(inverted => inverted.Invert());
        return rgb.Then(opaque => opaque.Bandjoin(alpha));
    }

    /// <summary>The picture with what its numbers mean, where the file does not say.</summary>
    private static VipsImage Named(VipsImage image)
    {
        if (image.Bands < 3 && image.Interpretation is not (Enums.Interpretation.Bw or Enums.Interpretation.Grey16))
            return image.Copy(interpretation: Enums.Interpretation.Bw);
        return image.Copy(interpretation: image.Interpretation == Enums.Interpretation.Multiband ? Enums.Interpretation.Srgb : null);
    }
}
