using System.Runtime.InteropServices;
using NetVips;
using VipsImage = NetVips.Image;

namespace Studio.Engine.Imaging;

/// <summary>
/// From file bytes to 8-bit sRGB. The order is the safety: the format by signature, the file whole, sizes within limits, and only
/// then pixels. Colour profiles of RGB pictures are not applied, as ComfyUI does not: the numbers in the file are the numbers in the
/// tensor.
/// </summary>
internal static class ImageDecoder
{
    public static DecodedImage Decode(ReadOnlyMemory<byte> file, string name, DecodeLimits limits)
    {
        var format = Accept(file.Span, name, limits);
        return Reading(name, () =>
        {
            var bytes = Whole(file);
            var info = Describe(bytes, format, name, limits);
            var pixels = format == ImageFormat.Tiff ? Pages(bytes, info) : Frames(bytes, info);
            return new DecodedImage(pixels, format);
        });
    }

    public static ImageInfo Probe(ReadOnlyMemory<byte> file, string name, DecodeLimits limits)
    {
        var format = Accept(file.Span, name, limits);
        return Reading(name, () => Describe(Whole(file), format, name, limits));
    }

    /// <summary>A picture of the first frame that fits a square, upright; never larger than it was.</summary>
    public static RgbImage Shrink(ReadOnlyMemory<byte> file, int maxSide, string name, DecodeLimits limits)
    {
        var format = Accept(file.Span, name, limits);
        return Reading(name, () =>
        {
            var bytes = Whole(file);
            Describe(bytes, format, name, limits);
            return VipsImage.ThumbnailBuffer(bytes, maxSide, height: maxSide, size: Enums.Size.Down, failOn: Strictness(format))
                .Then(ToRgb8)
                .Then(small => Take(small, 1));
        });
    }

    /// <summary>The EXIF block of any format that carries one; null when there is none or the file cannot be opened.</summary>
    public static byte[]? Exif(ReadOnlyMemory<byte> file, ImageFormat format)
    {
        try
        {
            return LibVips.Run(() => Open(Whole(file), format, page: 0)
                .Then(header => header.Contains("exif-data") ? header.Get("exif-data") as byte[] : null));
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
        return format;
    }

    private static T Reading<T>(string name, Func<T> read)
    {
        try
        {
            return LibVips.Run(read);
        }
        catch (EngineException failure) when (failure.Kind == EngineError.Native)
        {
            throw Damaged(name, failure);
        }
    }

    /// <summary>The array behind, without a copy where that is possible.</summary>
    private static byte[] Whole(ReadOnlyMemory<byte> file) =>
        MemoryMarshal.TryGetArray(file, out var part) && part.Offset == 0 && part.Count == part.Array!.Length ? part.Array : file.ToArray();

    private static ImageInfo Describe(byte[] bytes, ImageFormat format, string name, DecodeLimits limits)
    {
        using var header = Open(bytes, format, page: 0);
        var frames = format is ImageFormat.Gif or ImageFormat.Webp or ImageFormat.Tiff ? Number(header, "n-pages") ?? 1 : 1;
        limits.Check(name, header.Width, header.Height, frames);
        // a strip of frames cannot be turned as one picture, and animations are stored upright
        var orientation = frames > 1 && format != ImageFormat.Tiff ? 1 : Number(header, "orientation") is >= 1 and <= 8 and var turned ? turned : 1;
        var isTurned = orientation >= 5;
        return new ImageInfo(
            format,
            isTurned ? header.Height : header.Width,
            isTurned ? header.Width : header.Height,
            header.HasAlpha() ? 4 : 3,
            frames,
            orientation);
    }

    private static int? Number(VipsImage image, string field) => image.Contains(field) ? image.Get(field) as int? : null;

    private static RgbImage Frames(byte[] bytes, ImageInfo info)
    {
        var isTurned = info.Orientation > 1;
        return Open(bytes, info.Format, page: null, inOrder: !isTurned)
            .Then(image => isTurned ? image.Autorot() : image.Copy())
            .Then(ToRgb8)
            .Then(image => Take(image, info.Frames));
    }

    /// <summary>The pages of a TIFF that are as large as the first; ComfyUI passes over the others.</summary>
    private static RgbImage Pages(byte[] bytes, ImageInfo info)
    {
        var pages = new List<RgbImage>();
        for (var page = 0; page < info.Frames; page++)
        {
            using var upright = Open(bytes, info.Format, page, inOrder: false).Then(image => image.Autorot()).Then(ToRgb8);
            if (pages.Count == 0 || (upright.Width, upright.Height, upright.Bands) == (pages[0].Width, pages[0].Height, pages[0].Channels))
                pages.Add(Take(upright, 1));
        }
        var first = pages[0];
        return pages.Count == 1
            ? first
            : new RgbImage([.. pages.SelectMany(page => page.Pixels)], pages.Count, first.Height, first.Width, first.Channels);
    }

    private static VipsImage Open(byte[] bytes, ImageFormat format, int? page, bool inOrder = true)
    {
        var access = inOrder ? Enums.Access.Sequential : Enums.Access.Random;
        var failOn = Strictness(format);
        int? count = page is null ? -1 : null;
        return format switch
        {
            ImageFormat.Png => VipsImage.PngloadBuffer(bytes, access: access, failOn: failOn),
            ImageFormat.Jpeg => VipsImage.JpegloadBuffer(bytes, access: access, failOn: failOn),
            ImageFormat.Webp => VipsImage.WebploadBuffer(bytes, page: page, n: count, access: access, failOn: failOn),
            ImageFormat.Avif => VipsImage.HeifloadBuffer(bytes, access: access, failOn: failOn),
            ImageFormat.Gif => VipsImage.GifloadBuffer(bytes, page: page, n: count, access: access, failOn: failOn),
            _ => VipsImage.TiffloadBuffer(bytes, page: page, n: count, access: access, failOn: failOn),
        };
    }

    /// <summary>Cameras and editors write JPEG files with stray bytes that every reader forgives; a missing end it does not.</summary>
    private static Enums.FailOn Strictness(ImageFormat format) => format == ImageFormat.Jpeg ? Enums.FailOn.Truncated : Enums.FailOn.Error;

    /// <summary>Any picture as one with 3 or 4 eight-bit sRGB bands.</summary>
    private static VipsImage ToRgb8(VipsImage image) => Named(image)
        .Then(named => named.Interpretation == Enums.Interpretation.Srgb ? named.Copy() : named.Colourspace(Enums.Interpretation.Srgb))
        .Then(colours => colours.Cast(Enums.BandFormat.Uchar))
        .Then(bytes => bytes.Bands > 4 ? bytes.ExtractBand(0, n: 4) : bytes.Copy());

    /// <summary>The picture with what its numbers mean, where the file does not say.</summary>
    private static VipsImage Named(VipsImage image)
    {
        if (image.Bands < 3 && image.Interpretation is not (Enums.Interpretation.Bw or Enums.Interpretation.Grey16))
            return image.Copy(interpretation: Enums.Interpretation.Bw);
        return image.Copy(interpretation: image.Interpretation == Enums.Interpretation.Multiband ? Enums.Interpretation.Srgb : null);
    }

    private static RgbImage Take(VipsImage image, int frames)
    {
        if (image.Bands < 3 || image.Height % frames != 0)
            throw new EngineException(EngineError.Native,
                $"{image.Bands} channels and {image.Height} rows for {frames} frames do not fit together");
        return new RgbImage(image.WriteToMemory<byte>(), frames, image.Height / frames, image.Width, image.Bands);
    }

    private static EngineException Damaged(string name, EngineException cause)
    {
        string[] endings = ["premature", "truncat", "end of", "eof", "out of data", "too short", "not enough"];
        var isCutOff = endings.Any(ending => cause.Message.Contains(ending, StringComparison.OrdinalIgnoreCase));
        return new EngineException(EngineError.BadFile,
            $"{name} {(isCutOff ? "is cut off" : "is damaged")} ({cause.Message}). Copy or upload it again, or save it anew.", cause);
    }
}
