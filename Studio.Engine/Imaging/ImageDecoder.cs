using NetVips;
using VipsImage = NetVips.Image;

namespace Studio.Engine.Imaging;

/// <summary>
/// From file bytes to 8-bit sRGB. The order is the safety: the format by signature, the file whole, sizes within limits, and only
/// then pixels.
/// </summary>
internal static class ImageDecoder
{
    public static DecodedImage Decode(ReadOnlyMemory<byte> file, string name, DecodeLimits limits) =>
        Whole(file, name, limits, source => Pictures(source, name, limits));

    /// <summary>What can be had of the file; <see cref="DecodedImage.Damage"/> says what is wrong with it.</summary>
    public static DecodedImage Load(ReadOnlyMemory<byte> file, string name, DecodeLimits limits) =>
        AsFarAsPossible(file, name, limits, source => Pictures(source, name, limits),
            (pictures, damage) => pictures with { Damage = damage });

    public static ImageInfo Probe(ReadOnlyMemory<byte> file, string name, DecodeLimits limits) =>
        Whole(file, name, limits, source => Describe(source, name, limits));

    /// <summary>Decodes as <see cref="Decode"/> does and keeps no pixel, so that it takes little memory.</summary>
    public static ImageInfo Verify(ReadOnlyMemory<byte> file, string name, DecodeLimits limits) => Whole(file, name, limits, source =>
    {
        var info = Describe(source, name, limits);
        PicturePixels.ReadThrough(source, info);
        return info;
    });

    /// <summary>A picture of the first frame that fits a square, upright; never larger than it was.</summary>
    public static RgbImage Shrink(ReadOnlyMemory<byte> file, int maxSide, string name, DecodeLimits limits) =>
        AsFarAsPossible(file, name, limits, source =>
    {
        var info = Describe(source, name, limits);
        return Small(source, info, maxSide).Then(small => PicturePixels.Take(small, 1));
    });

    /// <summary>The EXIF block of any format that carries one; null when there is none or the file cannot be opened.</summary>
    public static byte[]? Exif(ReadOnlyMemory<byte> file, ImageFormat format)
    {
        try
        {
            return LibVips.Run(() => PictureSource.Start(file, format).Open(page: 0)
                .Then(header => header.Contains("exif-data") ? header.Get("exif-data") as byte[] : null));
        }
        catch (EngineException failure) when (failure.Kind == EngineError.Native)
        {
            return null;
        }
    }

    private static T Whole<T>(ReadOnlyMemory<byte> file, string name, DecodeLimits limits, Func<PictureSource, T> read) =>
        Reading(file, name, () => read(PictureSource.Whole(file, name, limits)));

    private static T AsFarAsPossible<T>(
        ReadOnlyMemory<byte> file, string name, DecodeLimits limits, Func<PictureSource, T> read, Func<T, string, T>? note = null)
    {
        try
        {
            return Whole(file, name, limits, read);
        }
        catch (EngineException damage) when (IsDamage(damage))
        {
            try
            {
                var rest = Reading(file, name, () => read(PictureSource.Mended(file, name, limits)));
                return note is null ? rest : note(rest, damage.Message);
            }
            catch (EngineException failure) when (IsDamage(failure))
            {
                // nothing can be had of it: what was found first is the reason
            }
            throw;
        }
    }

    private static T Reading<T>(ReadOnlyMemory<byte> file, string name, Func<T> read)
    {
        LibVips.Version(); // that there is no library is no fault of the file
        try
        {
            return LibVips.Run(read);
        }
        catch (EngineException failure) when (failure.Kind == EngineError.Native)
        {
            throw Damaged(file.Span, name, failure);
        }
    }

    private static DecodedImage Pictures(PictureSource source, string name, DecodeLimits limits) =>
        new(PicturePixels.Of(source, Describe(source, name, limits)), source.Format);

    private static ImageInfo Describe(PictureSource source, string name, DecodeLimits limits)
    {
        using var header = source.Open(page: 0);
        var frames = source.Format is ImageFormat.Gif or ImageFormat.Webp or ImageFormat.Tiff
            ? Number(header, "n-pages") ?? 1
            : source.Animation?.Frames.Count ?? 1;
        limits.Check(name, header.Width, header.Height, frames);
        // a strip of frames cannot be turned as one picture, and animations are stored upright
        var orientation = frames > 1 && source.Format != ImageFormat.Tiff
            ? 1
            : Number(header, "orientation") is >= 1 and <= 8 and var turned ? turned : 1;
        var isTurned = orientation >= 5;
        return new ImageInfo(
            source.Format,
            isTurned ? header.Height : header.Width,
            isTurned ? header.Width : header.Height,
            header.HasAlpha() ? 4 : 3,
            frames,
            orientation);
    }

    private static int? Number(VipsImage image, string field) => image.Contains(field) ? image.Get(field) as int? : null;

    private static VipsImage Small(PictureSource source, ImageInfo info, int maxSide)
    {
        if (source.Animation is { } animation)
            return ImageEncoder.Picture(PicturePixels.Played(source, animation, count: 1)).Then(Fit);
        // these decode straight to a smaller size; what they say of inks is not to be believed
        var shrinksItself = source.Format is ImageFormat.Jpeg or ImageFormat.Webp or ImageFormat.Avif
            && source.Open(page: 0).Then(header => header.Interpretation != Enums.Interpretation.Cmyk);
        return shrinksItself
            ? source.Shrunk(maxSide).Then(PictureColours.ToRgb8)
            : PicturePixels.Upright(source, page: 0, info.Orientation != 1).Then(Fit);

        VipsImage Fit(VipsImage image) =>
            image.ThumbnailImage(maxSide, height: maxSide, size: Enums.Size.Down, noRotate: true).Then(PictureColours.ToRgb8);
    }

    /// <summary>Whether a file was refused for what a decoder found in it.</summary>
    private static bool IsDamage(EngineException failure) =>
        failure is { Kind: EngineError.BadFile, InnerException: EngineException { Kind: EngineError.Native } };

    private static EngineException Damaged(ReadOnlySpan<byte> file, string name, EngineException cause)
    {
        string[] endings = ["too early", "premature", "truncat", "end of", "eof", "out of data", "too short", "not enough"];
        var isCutOff = ImageFormats.SeemsCutOff(file)
            || endings.Any(ending => cause.Message.Contains(ending, StringComparison.OrdinalIgnoreCase));
        return new EngineException(EngineError.BadFile,
            $"{name} {(isCutOff ? "is cut off" : "is damaged")} ({cause.Message}). Copy or upload it again, or save it anew.", cause);
    }
}
