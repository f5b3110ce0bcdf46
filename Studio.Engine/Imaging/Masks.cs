using Studio.Engine.Tensors;

namespace Studio.Engine.Imaging;

/// <summary>Masks from pictures and to other sizes.</summary>
public static class Masks
{
    /// <summary>1 - alpha: what is transparent may change. Zeros when there is no alpha.</summary>
    public static Mask FromAlpha(RgbImage image)
    {
        var values = new Tensor(image.Frames, image.Height, image.Width);
        if (image.HasAlpha)
            for (var i = 0; i < values.Length; i++)
                values.Span[i] = 1 - image.Pixels[i * 4 + 3] / 255f;
        return new Mask(values);
    }

    /// <summary>Bilinear, without blur before shrinking, as masks are fitted to pictures and latents.</summary>
    public static Mask Resize(Mask mask, int width, int height) =>
        new(Resample.Planes(mask.Values, width, height, ResampleMethod.Bilinear));
}
