using Studio.Engine.Imaging.Native;

namespace Studio.Engine.Imaging;

/// <summary>
/// From file bytes to 8-bit sRGB. The order is the safety: the format by signature, the file whole, sizes within limits, and only
/// then pixels. Colour profiles of RGB pictures are not applied, as ComfyUI does not: the numbers in the file are the numbers in the
/// tensor.
/// </summary>
internal static class ImageDecoder
{
    public static DecodedImage Decode(ReadOnlySpan<byte> bytes, string name, DecodeLimits limits)
    {
        var format = Accept(bytes, name, limits);
        try
        {
            var info = Describe(bytes, format, name, limits);
            var pixels = format == ImageFormat.Tiff ? Pages(bytes, info) : Frames(bytes, info);
            return new DecodedImage(pixels, format);
        }
        catch (EngineException failure) when (failure.Kind == EngineError.Native)
        {
            throw Damaged(name, failure);
        }
    }

    public static ImageInfo Probe(ReadOnlySpan<byte> bytes, string name, DecodeLimits limits)
    {
        var format = Accept(bytes, name, limits);
        try
        {
            return Describe(bytes, format, name, limits);
        }
        catch (EngineException failure) when (failure.Kind == EngineError.Native)
        {
            throw Damaged(name, failure);
        }
    }

    /// <summary>A picture of the first frame that fits a square, upright; never larger than it was.</summary>
    public static RgbImage Shrink(ReadOnlySpan<byte> bytes, int maxSide, string name, DecodeLimits limits)
    {
        var format = Accept(bytes, name, limits);
        try
        {
            Describe(bytes, format, name, limits);
            var options = $"width={maxSide},height={maxSide},size=down,fail-on={Strictness(format)}";
            using var image = ToRgb8(VipsOperation.Open("thumbnail_buffer", bytes, options));
            return Take(image, 1);
        }
        catch (EngineException failure) when (failure.Kind == EngineError.Native)
        {
            throw Damaged(name, failure);
        }
    }

    /// <summary>The EXIF block of any format that carries one; null when there is none or the file cannot be opened.</summary>
    public static byte[]? Exif(ReadOnlySpan<byte> bytes, ImageFormat format)
    {
        VipsLibrary.Require();
        try
        {
            using var header = Open(bytes, format, page: 0);
            return header.Blob("exif-data");
        }
        catch (EngineException failure) when (failure.Kind == EngineError.Native)
        {
            return null;
        }
    }

    private static ImageFormat Accept(ReadOnlySpan<byte> bytes, string name, DecodeLimits limits)
    {
        limits.CheckBytes(name, bytes.Length);
        var format = ImageFormats.Require(bytes, name);
        if (ImageFormats.IsCutOff(format, bytes))
            throw new EngineException(EngineError.BadFile, $"{name} is cut off: the file ends too early. Copy or upload it again.");
        VipsLibrary.Require();
        return format;
    }

    private static ImageInfo Describe(ReadOnlySpan<byte> bytes, ImageFormat format, string name, DecodeLimits limits)
    {
        using var header = Open(bytes, format, page: 0);
        var frames = format is ImageFormat.Gif or ImageFormat.Webp or ImageFormat.Tiff ? header.Number("n-pages") ?? 1 : 1;
        limits.Check(name, header.Width, header.Height, frames);
        // a strip of frames cannot be turned as one picture, and animations are stored upright
        var orientation = frames > 1 && format != ImageFormat.Tiff ? 1 : header.Orientation;
        var isTurned = orientation >= 5;
        return new ImageInfo(
            format,
            isTurned ? header.Height : header.Width,
            isTurned ? header.Width : header.Height,
            header.HasAlpha ? 4 : 3,
            frames,
            orientation);
    }

    private static RgbImage Frames(ReadOnlySpan<byte> bytes, ImageInfo info)
    {
        var image = Open(bytes, info.Format, page: null, inOrder: info.Orientation <= 1);
        using var upright = ToRgb8(info.Orientation > 1 ? Then(image, "autorot") : image);
        return Take(upright, info.Frames);
    }

    /// <summary>The pages of a TIFF that are as large as the first; ComfyUI passes over the others.</summary>
    private static RgbImage Pages(ReadOnlySpan<byte> bytes, ImageInfo info)
    {
        var pages = new List<RgbImage>();
        for (var page = 0; page < info.Frames; page++)
        {
            var image = Open(bytes, info.Format, page, inOrder: false);
            using var upright = ToRgb8(Then(image, "autorot"));
            if (pages.Count == 0 || (upright.Width, upright.Height, upright.Bands) == (pages[0].Width, pages[0].Height, pages[0].Channels))
                pages.Add(Take(upright, 1));
        }
        var first = pages[0];
        return pages.Count == 1
            ? first
            : new RgbImage([.. pages.SelectMany(page => page.Pixels)], pages.Count, first.Height, first.Width, first.Channels);
    }

    private static VipsImage Open(ReadOnlySpan<byte> bytes, ImageFormat format, int? page, bool inOrder = true)
    {
        var (loader, hasPages) = format switch
        {
            ImageFormat.Png => ("pngload_buffer", false),
            ImageFormat.Jpeg => ("jpegload_buffer", false),
            ImageFormat.Webp => ("webpload_buffer", true),
            ImageFormat.Avif => ("heifload_buffer", false),
            ImageFormat.Gif => ("gifload_buffer", true),
            _ => ("tiffload_buffer", true),
        };
        var pages = !hasPages ? "" : page is { } number ? $",page={number}" : ",n=-1";
        return VipsOperation.Open(loader, bytes, $"fail-on={Strictness(format)},access={(inOrder ? "sequential" : "random")}{pages}");
    }

    /// <summary>Cameras and editors write JPEG files with stray bytes that every reader forgives; a missing end it does not.</summary>
    private static string Strictness(ImageFormat format) => format == ImageFormat.Jpeg ? "truncated" : "error";

    /// <summary>Takes any picture over and gives one with 3 or 4 eight-bit sRGB bands.</summary>
    private static VipsImage ToRgb8(VipsImage image)
    {
        if (image.Bands < 3 && image.Interpretation is not (VipsInterpretation.BlackWhite or VipsInterpretation.Grey16))
            image = Then(image, "copy", "interpretation=b-w");
        else if (image.Interpretation == VipsInterpretation.Multiband)
            image = Then(image, "copy", "interpretation=srgb");
        if (image.Interpretation != VipsInterpretation.Srgb)
            image = Then(image, "colourspace", "space=srgb");
        if (!image.IsEightBit)
            image = Then(image, "cast", "format=uchar");
        return image.Bands > 4 ? Then(image, "extract_band", "band=0,n=4") : image;
    }

    private static VipsImage Then(VipsImage image, string operation, string options = "")
    {
        using (image)
            return VipsOperation.Apply(operation, image, options);
    }

    private static RgbImage Take(VipsImage image, int frames)
    {
        if (image.Bands < 3 || image.Height % frames != 0)
            throw new EngineException(EngineError.Native,
                $"{image.Bands} channels and {image.Height} rows for {frames} frames do not fit together");
        return new RgbImage(image.Pixels(), frames, image.Height / frames, image.Width, image.Bands);
    }

    private static EngineException Damaged(string name, EngineException cause)
    {
        string[] endings = ["premature", "truncat", "end of", "eof", "out of data", "too short", "not enough"];
        var isCutOff = endings.Any(ending => cause.Message.Contains(ending, StringComparison.OrdinalIgnoreCase));
        return new EngineException(EngineError.BadFile,
            $"{name} {(isCutOff ? "is cut off" : "is damaged")} ({cause.Message}). Copy or upload it again, or save it anew.", cause);
    }
}
