using Studio.Engine.Tensors;

namespace Studio.Engine.Imaging;

/// <summary>What a file's header says. Width and height are those of the upright picture.</summary>
/// <param name="Channels">3, or 4 with alpha: what decoding gives, whatever the file stores.</param>
/// <param name="Orientation">EXIF's 1 to 8; decoding turns the picture upright.</param>
public sealed record ImageInfo(ImageFormat Format, int Width, int Height, int Channels, int Frames, int Orientation);

/// <summary>A file's pictures, upright, and the format they came in.</summary>
/// <param name="Damage">What is wrong with the file, when only a part of it could be read; the rest is then black, grey or white.</param>
public sealed record DecodedImage(RgbImage Pixels, ImageFormat Format, string? Damage = null)
{
    /// <summary>The colours as [B,H,W,3]; alpha is dropped, not blended, as ComfyUI's LoadImage does.</summary>
    public Image ToImage() => new(Pixels.WithoutAlpha().ToTensor());

    /// <summary>1 - alpha as [B,H,W]; without alpha zeros [B,64,64], as ComfyUI's LoadImage gives.</summary>
    public Mask ToMask() => Pixels.HasAlpha ? Masks.FromAlpha(Pixels) : new Mask(new Tensor(Pixels.Frames, 64, 64));
}
