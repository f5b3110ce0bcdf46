using System.Numerics.Tensors;
using Tensor = Studio.Engine.Tensors.Tensor;

namespace Studio.Engine.Imaging;

/// <summary>
/// One or more pictures of one size as 8-bit sRGB: [B,H,W,C] bytes, row-major, C is 3 (RGB) or 4 (RGBA, straight alpha).
/// Never written again once made.
/// </summary>
public sealed class RgbImage
{
    private static readonly float[] Fractions = [.. Enumerable.Range(0, 256).Select(value => value / 255f)];

    /// <exception cref="ArgumentException">The bytes do not fill the shape, a side is zero, or the channels are not 3 or 4.</exception>
    public RgbImage(byte[] pixels, int frames, int height, int width, int channels)
    {
        var isPicture = channels is 3 or 4 && frames > 0 && height > 0 && width > 0;
        if (!isPicture || pixels.Length != (long)frames * height * width * channels)
            throw new ArgumentException($"{pixels.Length} bytes are not {frames} of {width} x {height} x {channels}.", nameof(pixels));
        (Pixels, Frames, Height, Width, Channels) = (pixels, frames, height, width, channels);
    }

    public byte[] Pixels { get; }

    public int Frames { get; }

    public int Height { get; }

    public int Width { get; }

    public int Channels { get; }

    public bool HasAlpha => Channels == 4;

    /// <summary>
    /// From [B,H,W,C] or [H,W,C], C = 1 (grey), 3 or 4, nominally 0..1: 255x, cut to 0..255 and truncated, as ComfyUI saves. NaN is 0.
    /// </summary>
    /// <exception cref="EngineException">The tensor has another shape (BadPrompt).</exception>
    public static RgbImage FromTensor(Tensor pixels)
    {
        if (pixels.Rank is not (3 or 4) || pixels.Size(-1) is not (1 or 3 or 4) || pixels.Length == 0)
            throw new EngineException(EngineError.BadPrompt,
                $"{pixels} is not a picture: [batch, height, width, 1, 3 or 4 channels] is needed.");
        var scaled = new float[Math.Min(pixels.Length, 1 << 16)];
        var bytes = new byte[pixels.Length];
        for (var at = 0; at < bytes.Length; at += scaled.Length)
        {
            var part = pixels.Span[at..Math.Min(at + scaled.Length, bytes.Length)];
            TensorPrimitives.Multiply(part, 255f, scaled);
            TensorPrimitives.ConvertSaturating<float, byte>(scaled.AsSpan(0, part.Length), bytes.AsSpan(at));
        }
        var frames = pixels.Rank == 4 ? pixels.Size(0) : 1;
        return pixels.Size(-1) == 1
            ? new RgbImage(Repeated(bytes), frames, pixels.Size(-3), pixels.Size(-2), 3)
            : new RgbImage(bytes, frames, pixels.Size(-3), pixels.Size(-2), pixels.Size(-1));
    }

    /// <summary>[B,H,W,C], each value a 255th.</summary>
    public Tensor ToTensor()
    {
        var tensor = new Tensor(Frames, Height, Width, Channels);
        var values = tensor.Span;
        for (var i = 0; i < Pixels.Length; i++)
            values[i] = Fractions[Pixels[i]];
        return tensor;
    }

    /// <summary>One picture of the batch.</summary>
    public RgbImage Frame(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Frames, nameof(index));
        var length = Height * Width * Channels;
        return Frames == 1 ? this : new RgbImage(Pixels.AsSpan(index * length, length).ToArray(), 1, Height, Width, Channels);
    }

    /// <summary>The colours alone: alpha is dropped, not blended.</summary>
    public RgbImage WithoutAlpha()
    {
        if (!HasAlpha)
            return this;
        var colours = new byte[Pixels.Length / 4 * 3];
        for (int from = 0, to = 0; to < colours.Length; from += 4, to += 3)
            Pixels.AsSpan(from, 3).CopyTo(colours.AsSpan(to));
        return new RgbImage(colours, Frames, Height, Width, 3);
    }

    /// <summary>These colours with the given alpha, one byte per pixel.</summary>
    public RgbImage WithAlpha(ReadOnlySpan<byte> alpha)
    {
        if (alpha.Length != Frames * Height * Width)
            throw new ArgumentException($"{alpha.Length} alpha values do not fit {Frames} pictures of {Width} x {Height}.", nameof(alpha));
        var pixels = new byte[alpha.Length * 4];
        for (var i = 0; i < alpha.Length; i++)
        {
            Pixels.AsSpan(i * Channels, 3).CopyTo(pixels.AsSpan(i * 4));
            pixels[i * 4 + 3] = alpha[i];
        }
        return new RgbImage(pixels, Frames, Height, Width, 4);
    }

    /// <summary>One byte per pixel; 255 everywhere when there is no alpha.</summary>
    public byte[] Alpha()
    {
        var alpha = new byte[Frames * Height * Width];
        if (!HasAlpha)
            alpha.AsSpan().Fill(255);
        else
            for (var i = 0; i < alpha.Length; i++)
                alpha[i] = Pixels[i * 4 + 3];
        return alpha;
    }

    private static byte[] Repeated(byte[] grey)
    {
        var pixels = new byte[grey.Length * 3];
        for (var i = 0; i < grey.Length; i++)
            pixels.AsSpan(i * 3, 3).Fill(grey[i]);
        return pixels;
    }
}
