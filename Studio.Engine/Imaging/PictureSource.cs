using System.Runtime.InteropServices;
using NetVips;
using VipsImage = NetVips.Image;

namespace Studio.Engine.Imaging;

/// <summary>The bytes of a file whose format is known, and how the library opens them.</summary>
internal sealed class PictureSource
{
    private readonly byte[] _bytes;
    private readonly Enums.FailOn _failOn;
    private readonly Lazy<AnimatedPng?> _animation;

    private PictureSource(byte[] bytes, ImageFormat format, bool isForgiving)
    {
        (_bytes, Format) = (bytes, format);
        // cameras and editors write JPEG files with stray bytes that every reader forgives; a missing end it does not
        _failOn = isForgiving ? Enums.FailOn.None : format == ImageFormat.Jpeg ? Enums.FailOn.Truncated : Enums.FailOn.Error;
        _animation = new(() => format == ImageFormat.Png ? AnimatedPng.Find(bytes, isForgiving) : null);
    }

    public ImageFormat Format { get; }

    /// <summary>The frames of a PNG that has any; those of other formats the library knows.</summary>
    public AnimatedPng? Animation => _animation.Value;

    /// <summary>A file that is to be read as it is; whatever is wrong with it is an error.</summary>
    /// <exception cref="EngineException">Not a picture or too long (BadFile), or cut off (Native).</exception>
    public static PictureSource Whole(ReadOnlyMemory<byte> file, string name, DecodeLimits limits)
    {
        limits.CheckBytes(name, file.Length);
        var format = ImageFormats.Require(file.Span, name);
        if (ImageFormats.IsCutOff(format, file.Span))
            throw new EngineException(EngineError.Native, "the file ends too early");
        return new(ArrayOf(file), format, isForgiving: false);
    }

    /// <summary>The beginning of a file, for what stands before the pixels.</summary>
    public static PictureSource Start(ReadOnlyMemory<byte> file, ImageFormat format) => new(ArrayOf(file), format, isForgiving: true);

    /// <summary>
    /// A damaged file made to give what there is: what is missing becomes what the decoder makes of nothing, black or grey.
    /// </summary>
    public static PictureSource Mended(ReadOnlyMemory<byte> file, string name, DecodeLimits limits)
    {
        var format = ImageFormats.Require(file.Span, name);
        var bytes = format switch
        {
            ImageFormat.Png => PngChunk.Mended(file.Span),
            ImageFormat.Tiff => WithRoomForPixels(ArrayOf(file), limits),
            _ => ArrayOf(file),
        };
        return new(bytes, format, isForgiving: true);
    }

    /// <param name="page">Of a format with frames or pages; all of them, one below the other, when null.</param>
    /// <param name="inOrder">Rows are taken from the top down, once.</param>
    public VipsImage Open(int? page, bool inOrder = true)
    {
        var access = inOrder ? Enums.Access.Sequential : Enums.Access.Random;
        int? count = page is null ? -1 : null;
        return Format switch
        {
            ImageFormat.Png => VipsImage.PngloadBuffer(_bytes, access: access, failOn: _failOn),
            ImageFormat.Jpeg => VipsImage.JpegloadBuffer(_bytes, access: access, failOn: _failOn),
            ImageFormat.Webp => VipsImage.WebploadBuffer(_bytes, page: page, n: count, access: access, failOn: _failOn),
            ImageFormat.Avif => VipsImage.HeifloadBuffer(_bytes, access: access, failOn: _failOn),
            ImageFormat.Gif => VipsImage.GifloadBuffer(_bytes, page: page, n: count, access: access, failOn: _failOn),
            _ => VipsImage.TiffloadBuffer(_bytes, page: page, n: count, access: access, failOn: _failOn),
        };
    }

    /// <summary>A frame of the <see cref="Animation"/>, 3 or 4 bands.</summary>
    public VipsImage Open(PngFrame frame) =>
        VipsImage.PngloadBuffer(Animation!.FileOf(frame), access: Enums.Access.Sequential, failOn: _failOn).Then(PictureColours.ToRgb8);

    /// <summary>The first frame, upright, fitted into a square by a decoder that need not unfold all of it.</summary>
    public VipsImage Shrunk(int maxSide) =>
        VipsImage.ThumbnailBuffer(_bytes, maxSide, height: maxSide, size: Enums.Size.Down, failOn: _failOn);

    /// <summary>The array behind, without a copy where that is possible.</summary>
    private static byte[] ArrayOf(ReadOnlyMemory<byte> file) =>
        MemoryMarshal.TryGetArray(file, out var part) && part.Offset == 0 && part.Count == part.Array!.Length ? part.Array : file.ToArray();

    /// <summary>libtiff gives nothing of a strip that it cannot read to its end, so the end is put there: black.</summary>
    private static byte[] WithRoomForPixels(byte[] tiff, DecodeLimits limits)
    {
        using var header = VipsImage.TiffloadBuffer(tiff, failOn: Enums.FailOn.None);
        var pixels = (long)header.Width * header.Height * header.Bands * sizeof(ushort);
        Array.Resize(ref tiff, (int)Math.Min(tiff.Length + pixels, Math.Max(tiff.Length, limits.MaxBytes)));
        return tiff;
    }
}
