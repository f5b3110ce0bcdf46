namespace Studio.Engine.Models;

/// <summary>
/// A network that makes a picture larger, or cleaner at its size. In: image [1,3,H,W] in 0..1. Out: upscaled [1,3,H * scale,W * scale],
/// about 0..1.
/// </summary>
/// <param name="Scale">How many times as wide and as high the result is, 1 or more.</param>
internal abstract record UpscaleNetwork(int Scale) : Network(NetworkRole.Upscale, "")
{
    public const string ImageInput = "image";
    public const string Result = "upscaled";

    /// <summary>Its sides must be multiples of this many pixels.</summary>
    public virtual int MultipleOf => 1;

    /// <summary>Its sides must be this long at least.</summary>
    public virtual int LeastSide => 1;

    /// <summary>Numbers that stand at once for each pixel of the picture, at the least.</summary>
    public abstract double NumbersPerPixel { get; }

    public sealed override double WorkNumbers(int batch, double pixels, bool plainAttention) => batch * pixels * NumbersPerPixel;
}
