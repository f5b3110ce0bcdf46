using Studio.Engine.Imaging.Native;

namespace Studio.Engine.Imaging;

/// <summary>From 8-bit sRGB to file bytes.</summary>
internal static class ImageEncoder
{
    /// <summary>The library would add a block of EXIF of its own, with a resolution that nobody has set.</summary>
    private const string NothingElse = "keep=none";

    private const int ExifBytes = 65_000; // JPEG's marker segment holds 65,533, and libexif, which writes it, drops any longer block

    public static byte[] Png(RgbImage image, int level, IReadOnlyDictionary<string, string> text)
    {
        // Paeth: against libpng's default, none, a generated picture shrinks to a third in the same time. Choosing a filter per row
        // (all) gains half a percent more and takes up to half as long again.
        using var picture = Single(image, "PNG", int.MaxValue);
        var bytes = VipsOperation.Save("pngsave_buffer", picture, $"compression={Math.Clamp(level, 0, 9)},filter=paeth,{NothingElse}");
        return text.Count == 0 ? bytes : PngText.Insert(bytes, text);
    }

    public static byte[] Jpeg(RgbImage image, int quality, IReadOnlyDictionary<string, string> text)
    {
        using var picture = Single(image.WithoutAlpha(), "JPEG", 65_500);
        Describe(picture, text);
        return VipsOperation.Save("jpegsave_buffer", picture, $"Q={Math.Clamp(quality, 1, 100)},optimize-coding=true{(text.Count == 0 ? "," + NothingElse : "")}");
    }

    public static byte[] Webp(RgbImage image, int quality, bool lossless, IReadOnlyDictionary<string, string> text)
    {
        using var picture = Single(image, "WebP", 16_383);
        return Described(VipsOperation.Save("webpsave_buffer", picture, $"{WebpOptions(quality, lossless)},{NothingElse}"), image, text);
    }

    public static byte[] AnimatedWebp(
        RgbImage frames, double framesPerSecond, int quality, bool lossless, int? effort, IReadOnlyDictionary<string, string> text)
    {
        using var picture = VipsImage.FromPixels(frames.Pixels, frames.Width, frames.Height * frames.Frames, frames.Channels);
        Require(frames, "WebP", 16_383);
        var delay = new int[frames.Frames];
        delay.AsSpan().Fill((int)Math.Clamp(1000 / framesPerSecond, 1, 100_000));
        picture.SetNumber("page-height", frames.Height);
        picture.SetNumber("loop", 0);
        picture.SetNumbers("delay", delay);
        return Described(VipsOperation.Save("webpsave_buffer", picture, WebpOptions(quality, lossless, effort)), frames, text);
    }

    public static byte[] Avif(RgbImage image, int quality, IReadOnlyDictionary<string, string> text)
    {
        using var picture = Single(image, "AVIF", 16_384);
        Describe(picture, text);
        return VipsOperation.Save("heifsave_buffer", picture, $"compression=av1,Q={Math.Clamp(quality, 1, 100)},effort=1");
    }

    /// <summary>Beyond these efforts a picture takes two to five times as long for a twentieth of its size at most.</summary>
    private static string WebpOptions(int quality, bool lossless, int? effort = null) => lossless
        ? $"lossless=true,effort={effort ?? 1}{(effort is null ? "" : $",Q={Math.Clamp(quality, 0, 100)}")}"
        : $"Q={Math.Clamp(quality, effort is null ? 1 : 0, 100)},effort={effort ?? 2}";

    private static VipsImage Single(RgbImage image, string format, int maxSide)
    {
        if (image.Frames != 1)
            throw new ArgumentException($"{format} holds one picture; there are {image.Frames}.", nameof(image));
        Require(image, format, maxSide);
        return VipsImage.FromPixels(image.Pixels, image.Width, image.Height, image.Channels);
    }

    private static void Require(RgbImage image, string format, int maxSide)
    {
        if (Math.Max(image.Width, image.Height) > maxSide)
            throw new EngineException(EngineError.BadPrompt,
                $"{format} holds at most {maxSide} pixels on a side; this picture is {image.Width} x {image.Height}. Save it as PNG.");
    }

    private static void Describe(VipsImage picture, IReadOnlyDictionary<string, string> text)
    {
        if (ExifText.Build(text, ExifBytes) is { } exif)
            picture.SetBlob("exif-data", exif);
    }

    private static byte[] Described(byte[] webp, RgbImage picture, IReadOnlyDictionary<string, string> text) =>
        ExifText.Build(text) is { } exif ? WebpExif.Insert(webp, exif.AsSpan(ExifText.Prefix.Length), picture) : webp;
}
