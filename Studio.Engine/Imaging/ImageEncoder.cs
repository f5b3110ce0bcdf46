using NetVips;
using VipsImage = NetVips.Image;

namespace Studio.Engine.Imaging;

/// <summary>From 8-bit sRGB to file bytes.</summary>
internal static class ImageEncoder
{
    /// <summary>The library would add a block of EXIF of its own, with a resolution that nobody has set.</summary>
    private const Enums.ForeignKeep NothingElse = Enums.ForeignKeep.None;

    private const int ExifBytes = 65_000; // JPEG's marker segment holds 65,533, and libexif, which writes it, drops any longer block

    public static byte[] Png(RgbImage image, int level, IReadOnlyDictionary<string, string> text)
    {
        RequireSingle(image, "PNG", int.MaxValue);
        // Paeth: against libpng's default, none, a generated picture shrinks to a third in the same time. Choosing a filter per row
        // (all) gains half a percent more and takes up to half as long again.
        var bytes = LibVips.Run(() => Picture(image).Then(picture => picture.PngsaveBuffer(
            compression: Math.Clamp(level, 0, 9), filter: Enums.ForeignPngFilter.Paeth, keep: NothingElse)));
        return text.Count == 0 ? bytes : PngText.Insert(bytes, text);
    }

    public static byte[] Jpeg(RgbImage image, int quality, IReadOnlyDictionary<string, string> text)
    {
        RequireSingle(image, "JPEG", 65_500);
        var opaque = image.WithoutAlpha();
        return LibVips.Run(() => Picture(opaque, text).Then(picture => picture.JpegsaveBuffer(
            q: Math.Clamp(quality, 1, 100), optimizeCoding: true, keep: text.Count == 0 ? NothingElse : null)));
    }

    public static byte[] Webp(RgbImage image, int quality, bool lossless, IReadOnlyDictionary<string, string> text)
    {
        RequireSingle(image, "WebP", 16_383);
        return Described(LibVips.Run(() => Picture(image).Then(picture => Webp(picture, quality, lossless, null, NothingElse))), image,
            text);
    }

    public static byte[] AnimatedWebp(
        RgbImage frames, double framesPerSecond, int quality, bool lossless, int? effort, IReadOnlyDictionary<string, string> text)
    {
        Require(frames, "WebP", 16_383);
        var delay = new int[frames.Frames];
        delay.AsSpan().Fill((int)Math.Clamp(1000 / framesPerSecond, 1, 100_000));
        var webp = LibVips.Run(() => Picture(frames)
            .Then(picture => picture.Mutate(strip =>
            {
                strip.Set(GValue.GIntType, "page-height", frames.Height);
                strip.Set(GValue.GIntType, "loop", 0);
                strip.Set(GValue.ArrayIntType, "delay", delay);
            }))
            .Then(strip => Webp(strip, quality, lossless, effort, keep: null)));
        return Described(webp, frames, text);
    }

    public static byte[] Avif(RgbImage image, int quality, IReadOnlyDictionary<string, string> text)
    {
        RequireSingle(image, "AVIF", 16_384);
        return LibVips.Run(() => Picture(image, text).Then(picture => picture.HeifsaveBuffer(
            compression: Enums.ForeignHeifCompression.Av1, q: Math.Clamp(quality, 1, 100), effort: 1)));
    }

    /// <summary>Beyond these efforts a picture takes two to five times as long for a twentieth of its size at most.</summary>
    private static byte[] Webp(VipsImage picture, int quality, bool lossless, int? effort, Enums.ForeignKeep? keep) => lossless
        ? picture.WebpsaveBuffer(lossless: true, effort: effort ?? 1, q: effort is null ? null : Math.Clamp(quality, 0, 100), keep: keep)
        : picture.WebpsaveBuffer(q: Math.Clamp(quality, effort is null ? 1 : 0, 100), effort: effort ?? 2, keep: keep);

    /// <summary>The pixels where they are, frames one below the other: they are held in place until the picture is released.</summary>
    public static VipsImage Picture(RgbImage image) => VipsImage
        .NewFromMemory<byte>(image.Pixels, image.Width, image.Height * image.Frames, image.Channels, Enums.BandFormat.Uchar)
        .Then(numbers => numbers.Copy(interpretation: Enums.Interpretation.Srgb));

    private static VipsImage Picture(RgbImage image, IReadOnlyDictionary<string, string> text) =>
        ExifText.Build(text, ExifBytes) is { } exif
        ? Picture(image).Then(picture => picture.Mutate(described => described.Set(GValue.BlobType, "exif-data", exif)))
        : Picture(image);

    private static void RequireSingle(RgbImage image, string format, int maxSide)
    {
        if (image.Frames != 1)
            throw new ArgumentException($"{format} holds one picture; there are {image.Frames}.", nameof(image));
        Require(image, format, maxSide);
    }

    private static void Require(RgbImage image, string format, int maxSide)
    {
        if (Math.Max(image.Width, image.Height) > maxSide)
            throw new EngineException(EngineError.BadPrompt,
                $"{format} holds at most {maxSide} pixels on a side; this picture is {image.Width} x {image.Height}. Save it as PNG.");
    }

    private static byte[] Described(byte[] webp, RgbImage picture, IReadOnlyDictionary<string, string> text) =>
        ExifText.Build(text) is { } exif ? WebpExif.Insert(webp, exif.AsSpan(ExifText.Prefix.Length), picture) : webp;
}
