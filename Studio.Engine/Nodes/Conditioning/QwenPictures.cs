using Studio.Engine.Imaging;
using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes;

/// <summary>Pictures in the sizes that Qwen-Image-Edit was trained on.</summary>
internal static class QwenPictures
{
    /// <summary>The first picture, [1,H,W,C], at about so many pixels in its own shape.</summary>
    /// <param name="multiple">What sides are rounded to.</param>
    public static Tensor Sized(Image image, int pixels, int multiple)
    {
        var scale = Math.Sqrt(pixels / ((double)image.Width * image.Height));
        int Side(int size) => Math.Max(1, (int)Math.Round(size * scale / multiple)) * multiple;
        return ImageResize.Resize(image.Pixels.Slice(0), Side(image.Width), Side(image.Height), "area", cropCentre: false);
    }
}
