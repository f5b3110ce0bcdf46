using Studio.Engine.Models.Families;
using Studio.Engine.Tensors;

namespace Studio.Engine.Models;

/// <summary>
/// What a ControlNet for Z-Image is shown: the latent of a picture, and where it knows of inpainting where to keep another picture, and
/// that one's latent.
/// </summary>
internal sealed class ZImageHints(LatentCodec codec, VaeModel vae, bool knowsInpainting) : PatchHints(codec, vae, LatentFormats.Flux)
{
    /// <summary>[B,H,W,C] in 0..1: what is to be completed; null is a grey one.</summary>
    public Tensor? Whole { get; init; }

    protected override Tensor Make(int height, int width)
    {
        var (rows, columns) = ((height + 1) / 2 * 2, (width + 1) / 2 * 2);
        var picture = Encoded(Fitted(Picture, rows, columns));
        if (!knowsInpainting)
            return picture;
        var whole = Fitted(Whole, rows, columns);
        if (Mask is { } mask)
            Blank(whole, Inverse(mask));
        var keep = Mask is null ? new Tensor(1, 1, rows, columns) : Nearest(Inverse(Mask), rows, columns);
        return Joined(picture, keep, Encoded(whole));
    }

    /// <summary>Grey where less than half is kept.</summary>
    private static void Blank(Tensor pixels, Tensor keep)
    {
        var (height, width, channels) = (pixels.Size(1), pixels.Size(2), pixels.Size(3));
        var (factors, plane) = (Resample.Planes(Resample.CropPlanes(keep, width, height), width, height, ResampleMethod.Bilinear),
            height * width);
        for (var i = 0; i < pixels.Length; i++)
        {
            var pixel = i / channels;
            var factor = factors.Span[(pixel / plane % factors.Size(0) * plane) + (pixel % plane)];
            pixels.Span[i] = ((pixels.Span[i] - Grey) * MathF.Round(factor, MidpointRounding.ToEven)) + Grey;
        }
    }

    /// <summary>[B,1,h,w]: of each cell its first sample.</summary>
    private static Tensor Nearest(Tensor planes, int height, int width)
    {
        var cropped = Resample.CropPlanes(planes, width, height);
        var (batch, rows, columns) = (cropped.Size(0), cropped.Size(1), cropped.Size(2));
        var result = new Tensor(batch, 1, height, width);
        for (var i = 0; i < result.Length; i++)
        {
            var (picture, y, x) = (i / (height * width), i / width % height, i % width);
            result.Span[i] = cropped.Span[(((picture * rows) + (y * rows / height)) * columns) + (x * columns / width)];
        }
        return result;
    }
}
