namespace Studio.Engine.Imaging;

/// <summary>
/// Pictures as files: decoding with limits, encoding with prompt and workflow inside, thumbnails. All members may be called from many
/// threads.
/// <c>name</c> is what error messages call the file.
/// </summary>
public static class ImageCodec
{
    private static readonly Dictionary<string, string> NoText = [];

    /// <summary>PNG, JPEG, WebP, AVIF, GIF or TIFF to upright 8-bit sRGB with alpha kept; the frames of an animation are a batch.</summary>
    /// <exception cref="EngineException">Not a picture, cut off, damaged or too large (BadFile).</exception>
    public static DecodedImage Decode(ReadOnlyMemory<byte> bytes, string name = "The picture", DecodeLimits? limits = null) =>
        ImageDecoder.Decode(bytes, name, limits ?? DecodeLimits.Default);

    /// <inheritdoc cref="Decode(ReadOnlyMemory{byte}, string, DecodeLimits?)"/>
    public static DecodedImage Decode(string path, DecodeLimits? limits = null) =>
        Decode(Read(path, limits), Path.GetFileName(path), limits);

    /// <summary>
    /// As <see cref="Decode(string, DecodeLimits?)"/>, and of a damaged file what can be had, as ComfyUI loads it:
    /// <see cref="DecodedImage.Damage"/> then says what is wrong.
    /// </summary>
    /// <exception cref="EngineException">Not a picture, nothing of it can be read, or too large (BadFile).</exception>
    public static DecodedImage Load(string path, DecodeLimits? limits = null) =>
        Load(Read(path, limits), Path.GetFileName(path), limits);

    /// <inheritdoc cref="Load(string, DecodeLimits?)"/>
    public static DecodedImage Load(ReadOnlyMemory<byte> bytes, string name = "The picture", DecodeLimits? limits = null) =>
        ImageDecoder.Load(bytes, name, limits ?? DecodeLimits.Default);

    /// <summary>
    /// Decodes every pixel and keeps none: what passes can be decoded whole. Takes memory for some rows at a time where the format allows.
    /// </summary>
    /// <exception cref="EngineException">Not a picture, cut off, damaged or too large (BadFile).</exception>
    public static ImageInfo Verify(ReadOnlyMemory<byte> bytes, string name = "The picture", DecodeLimits? limits = null) =>
        ImageDecoder.Verify(bytes, name, limits ?? DecodeLimits.Default);

    /// <summary>The header alone; no pixel is decoded.</summary>
    /// <exception cref="EngineException">Not a picture, cut off or too large (BadFile).</exception>
    public static ImageInfo Probe(ReadOnlyMemory<byte> bytes, string name = "The picture", DecodeLimits? limits = null) =>
        ImageDecoder.Probe(bytes, name, limits ?? DecodeLimits.Default);

    /// <inheritdoc cref="Probe(ReadOnlyMemory{byte}, string, DecodeLimits?)"/>
    public static ImageInfo Probe(string path, DecodeLimits? limits = null) =>
        Probe(Read(path, limits), Path.GetFileName(path), limits);

    /// <summary>
    /// The first frame, upright, at most <paramref name="maxSide"/> pixels on a side and never enlarged; nothing of the file's text. Of a
    /// damaged file what can be had.
    /// </summary>
    /// <exception cref="EngineException">Not a picture, nothing of it can be read, or too large (BadFile).</exception>
    public static EncodedImage Thumbnail(
        ReadOnlyMemory<byte> bytes,
        int maxSide,
        ImageFormat format = ImageFormat.Webp,
        int quality = 80,
        string name = "The picture",
        DecodeLimits? limits = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxSide);
        return Encode(ImageDecoder.Shrink(bytes, maxSide, name, limits ?? DecodeLimits.Default), format, quality);
    }

    /// <inheritdoc cref="Thumbnail(ReadOnlyMemory{byte}, int, ImageFormat, int, string, DecodeLimits?)"/>
    public static EncodedImage Thumbnail(
        string path, int maxSide, ImageFormat format = ImageFormat.Webp, int quality = 80, DecodeLimits? limits = null) =>
        Thumbnail(Read(path, limits), maxSide, format, quality, Path.GetFileName(path), limits);

    /// <summary>
    /// What the file says about its making: a PNG's text chunks, otherwise prompt, workflow and parameters from EXIF, or the comment of
    /// an XMP packet as parameters. Empty when there is nothing to be understood.
    /// </summary>
    public static IReadOnlyDictionary<string, string> ReadText(ReadOnlyMemory<byte> bytes)
    {
        if (ImageFormats.Detect(bytes.Span) is not { } format)
            return NoText;
        var text = format == ImageFormat.Png ? PngText.Read(bytes.Span) : [];
        var exif = format == ImageFormat.Webp ? WebpExif.Find(bytes.Span) : ImageDecoder.Exif(bytes, format);
        foreach (var (key, value) in ExifText.Read(exif))
            text.TryAdd(key, value);
        if (Xmp(bytes.Span, format, text) is { } comment)
            text.TryAdd("parameters", comment);
        return text;
    }

    private static string? Xmp(ReadOnlySpan<byte> bytes, ImageFormat format, OrderedDictionary<string, string> text) => format switch
    {
        ImageFormat.Webp => XmpText.Read(XmpText.InWebp(bytes)),
        ImageFormat.Jpeg => XmpText.Read(XmpText.InJpeg(bytes)),
        ImageFormat.Png when text.TryGetValue("XML:com.adobe.xmp", out var packet) =>
            XmpText.Read(System.Text.Encoding.UTF8.GetBytes(packet)),
        _ => null,
    };

    /// <inheritdoc cref="ReadText(ReadOnlyMemory{byte})"/>
    public static IReadOnlyDictionary<string, string> ReadText(string path) => ReadText(Read(path, null));

    /// <summary>One picture without loss.</summary>
    /// <param name="level">zlib's 0 to 9.</param>
    /// <param name="text">Written right after the header: tEXt when Latin-1 suffices, iTXt otherwise.</param>
    public static EncodedImage EncodePng(RgbImage image, int level = 4, IReadOnlyDictionary<string, string>? text = null) =>
        new(ImageEncoder.Png(image, level, text ?? NoText), ImageFormat.Png.MimeType());

    /// <summary>
    /// One picture. Alpha is dropped. <paramref name="text"/> goes to EXIF, which holds 64 KiB here: the longest entries are left out.
    /// </summary>
    /// <param name="quality">1 to 100; colours are halved in resolution below 90.</param>
    public static EncodedImage EncodeJpeg(RgbImage image, int quality = 90, IReadOnlyDictionary<string, string>? text = null) =>
        new(ImageEncoder.Jpeg(image, quality, text ?? NoText), ImageFormat.Jpeg.MimeType());

    /// <summary>One picture, at most 16,383 pixels on a side. <paramref name="text"/> goes to EXIF as ComfyUI writes it.</summary>
    /// <param name="quality">1 to 100; without meaning when lossless.</param>
    public static EncodedImage EncodeWebp(
        RgbImage image, int quality = 90, bool lossless = false, IReadOnlyDictionary<string, string>? text = null) =>
        new(ImageEncoder.Webp(image, quality, lossless, text ?? NoText), ImageFormat.Webp.MimeType());

    /// <summary>A batch as an animation that repeats for ever.</summary>
    /// <param name="framesPerSecond">0.01 to 1000; each frame is shown for whole milliseconds.</param>
    /// <param name="quality">0 to 100; when lossless, how hard to look for a small file.</param>
    /// <param name="effort">0, fast, to 6, small; null for what has proved a good balance.</param>
    public static EncodedImage EncodeAnimatedWebp(
        RgbImage frames,
        double framesPerSecond,
        int quality = 80,
        bool lossless = true,
        int? effort = null,
        IReadOnlyDictionary<string, string>? text = null) =>
        new(ImageEncoder.AnimatedWebp(frames, framesPerSecond, quality, lossless, effort, text ?? NoText), ImageFormat.Webp.MimeType());

    /// <summary>
    /// One picture, at most 16,384 pixels on a side. <paramref name="text"/> goes to EXIF, which holds 64 KiB here: the longest
    /// entries are left out.
    /// </summary>
    /// <param name="quality">1 to 100.</param>
    public static EncodedImage EncodeAvif(RgbImage image, int quality = 60, IReadOnlyDictionary<string, string>? text = null) =>
        new(ImageEncoder.Avif(image, quality, text ?? NoText), ImageFormat.Avif.MimeType());

    /// <summary>One picture in a format chosen at run time; <paramref name="quality"/> is without meaning for PNG.</summary>
    /// <exception cref="EngineException">The format is only read, not written (BadPrompt).</exception>
    public static EncodedImage Encode(RgbImage image, ImageFormat format, int quality, IReadOnlyDictionary<string, string>? text = null) =>
        format switch
        {
            ImageFormat.Png => EncodePng(image, text: text),
            ImageFormat.Jpeg => EncodeJpeg(image, quality, text),
            ImageFormat.Webp => EncodeWebp(image, quality, text: text),
            ImageFormat.Avif => EncodeAvif(image, quality, text),
            _ => throw new EngineException(EngineError.BadPrompt, $"{format} is read, not written. Choose PNG, JPEG, WebP or AVIF."),
        };

    private static byte[] Read(string path, DecodeLimits? limits)
    {
        var name = Path.GetFileName(path);
        try
        {
            var file = new FileInfo(path);
            (limits ?? DecodeLimits.Default).CheckBytes(name, file.Exists ? file.Length : 0);
            return File.ReadAllBytes(path);
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new EngineException(EngineError.BadFile, $"{name} is not there.", failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new EngineException(EngineError.BadFile, $"{name} cannot be read: {StorageFault.Reason(failure, isWrite: false)}",
                failure);
        }
    }
}
