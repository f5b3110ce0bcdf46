using Studio.Engine.Tensors;

namespace Studio.Engine.Imaging.Quantizing;

/// <summary>Pictures with few colours.</summary>
public static class Quantization
{
    private static readonly Dictionary<string, Func<ColourPalette, RgbImage, byte[]>> ByName = new(StringComparer.Ordinal)
    {
        ["none"] = (palette, image) => palette.Map(image.Pixels),
        ["floyd-steinberg"] = (palette, image) => ErrorDiffusion.Map(palette, image.Pixels, image.Width),
        ["bayer-2"] = (palette, image) => OrderedDither.Map(palette, image.Pixels, image.Width, 2),
        ["bayer-4"] = (palette, image) => OrderedDither.Map(palette, image.Pixels, image.Width, 4),
        ["bayer-8"] = (palette, image) => OrderedDither.Map(palette, image.Pixels, image.Width, 8),
        ["bayer-16"] = (palette, image) => OrderedDither.Map(palette, image.Pixels, image.Width, 16),
    };

    /// <summary>
    /// Each picture of [B,H,W,C] with at most that many colours of its own, as [B,H,W,3]. Works on 8-bit values; alpha is dropped.
    /// </summary>
    /// <param name="colours">1 to 256.</param>
    /// <param name="dither">none, floyd-steinberg, bayer-2, bayer-4, bayer-8 or bayer-16.</param>
    /// <exception cref="EngineException">There is no such dithering (BadPrompt).</exception>
    public static Tensor Apply(Tensor pixels, int colours, string dither, CancellationToken cancellationToken = default)
    {
        if (!ByName.TryGetValue(dither, out var map))
            throw new EngineException(EngineError.BadPrompt, $"There is no dithering '{dither}'. Choose {string.Join(", ", ByName.Keys)}.");
        var result = new Tensor(pixels.Size(0), pixels.Size(1), pixels.Size(2), 3);
        for (var index = 0; index < pixels.Size(0); index++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var image = RgbImage.FromTensor(pixels.Slice(index)).WithoutAlpha();
            var mapped = map(MedianCut.Of(image.Pixels, Math.Clamp(colours, 1, 256)), image);
            new RgbImage(mapped, 1, image.Height, image.Width, 3).ToTensor().Span.CopyTo(result.Slice(index).Span);
        }
        return result;
    }
}
