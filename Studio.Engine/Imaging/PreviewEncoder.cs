using Studio.Engine.Tensors;

namespace Studio.Engine.Imaging;

/// <summary>The picture shown while sampling runs.</summary>
public static class PreviewEncoder
{
    private const int PixelsPerLatent = 8;

    /// <summary>
    /// A latent seen as colours to a JPEG, bilinear, its longer side at most <paramref name="maxSide"/> and at most eight times the
    /// latent's, which is the size of the finished picture.
    /// </summary>
    /// <param name="latentColours">[h,w,3] or [1,h,w,3] in 0..1, one pixel per latent pixel.</param>
    public static EncodedImage Encode(Tensor latentColours, int maxSide = 512, int quality = 80)
    {
        var pixels = latentColours.Rank == 3
            ? latentColours.Reshape([1, .. latentColours.Shape])
            : latentColours.Slice(0);
        int height = pixels.Size(1), width = pixels.Size(2);
        var scale = Math.Min(PixelsPerLatent, (double)maxSide / Math.Max(width, height));
        var sized = Resample.Pixels(pixels, Side(width * scale), Side(height * scale), ResampleMethod.Bilinear);
        return ImageCodec.EncodeJpeg(RgbImage.FromTensor(sized), quality);

        static int Side(double size) => Math.Max(1, (int)Math.Round(size));
    }
}
