using Studio.Engine.Tensors;

namespace Studio.Engine.Imaging;

/// <summary>The picture shown while sampling runs.</summary>
public static class PreviewEncoder
{
    private const int PixelsPerLatent = 8;

    /// <summary>
    /// A latent seen as colours to a JPEG, bilinear, its longer side at most <paramref name="maxSide"/>, and no larger than the finished
    /// picture.
    /// </summary>
    /// <param name="colours">[h,w,3] or [1,h,w,3] in 0..1.</param>
    /// <param name="finished">How many pixels the finished picture has along one side for each of these.</param>
    public static EncodedImage Encode(Tensor colours, int maxSide = 512, int quality = 80, int finished = PixelsPerLatent)
    {
        var pixels = colours.Rank == 3
            ? colours.Reshape([1, .. colours.Shape])
            : colours.Slice(0);
        int height = pixels.Size(1), width = pixels.Size(2);
        var scale = Math.Min(finished, (double)maxSide / Math.Max(width, height));
        var sized = Resample.Pixels(pixels, Side(width * scale), Side(height * scale), ResampleMethod.Bilinear);
        return ImageCodec.EncodeJpeg(RgbImage.FromTensor(sized), quality);

        static int Side(double size) => Math.Max(1, (int)Math.Round(size));
    }
}
