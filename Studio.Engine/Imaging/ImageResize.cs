using Studio.Engine.Tensors;

namespace Studio.Engine.Imaging;

/// <summary>Pictures [B,H,W,C] to another size with the arithmetic of ComfyUI's ImageScale.</summary>
public static class ImageResize
{
    private static readonly Dictionary<string, Func<Tensor, int, int, Tensor>> ByName = new(StringComparer.Ordinal)
    {
        ["nearest-exact"] = (x, width, height) => Resample.Pixels(x, width, height, ResampleMethod.NearestExact),
        ["bilinear"] = (x, width, height) => Resample.Pixels(x, width, height, ResampleMethod.Bilinear),
        ["area"] = (x, width, height) => Resample.Pixels(x, width, height, ResampleMethod.Area),
        ["bicubic"] = (x, width, height) => Resample.Pixels(x, width, height, ResampleMethod.Bicubic),
        ["lanczos"] = LanczosResize.Resize,
    };

    /// <summary>The names users choose from, in ComfyUI's order.</summary>
    public static IReadOnlyList<string> Methods { get; } = [.. ByName.Keys];

    /// <summary>
    /// To width x height. A side of 0 follows from the other and the picture's shape; when both are 0 the picture is returned as it is.
    /// </summary>
    /// <param name="method">One of <see cref="Methods"/>. Lanczos works on 8-bit values, as its model does.</param>
    /// <param name="cropCentre">Cuts the middle part of the wanted shape out first, instead of stretching.</param>
    /// <exception cref="EngineException">There is no such method (BadPrompt).</exception>
    public static Tensor Resize(Tensor pixels, int width, int height, string method, bool cropCentre = false)
    {
        if (!ByName.TryGetValue(method, out var resize))
            throw new EngineException(EngineError.BadPrompt,
                $"There is no scaling method '{method}'. Choose {string.Join(", ", Methods)}.");
        if (width == 0 && height == 0)
            return pixels;
        int oldHeight = pixels.Size(1), oldWidth = pixels.Size(2);
        if (width == 0)
            width = Math.Max(1, (int)Math.Round((double)oldWidth * height / oldHeight));
        else if (height == 0)
            height = Math.Max(1, (int)Math.Round((double)oldHeight * width / oldWidth));
        return resize(cropCentre ? Resample.CropPixels(pixels, width, height) : pixels, width, height);
    }
}
