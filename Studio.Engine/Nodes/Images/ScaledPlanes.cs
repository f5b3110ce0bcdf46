using Studio.Engine.Imaging;
using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes;

/// <summary>Pictures or masks on their way to another size, as pixels [B,H,W,C]; masks have one channel.</summary>
internal sealed class ScaledPlanes(Tensor pixels, bool isMask, string method)
{
    public int Width => pixels.Size(2);

    public int Height => pixels.Size(1);

    /// <summary>An <see cref="Image"/> or a <see cref="Mask"/>, as it came.</summary>
    public object Result => isMask ? new Mask(pixels.Reshape(pixels.Size(0), Height, Width)) : new Image(pixels);

    /// <exception cref="EngineException">It is neither pictures nor masks (BadPrompt).</exception>
    public static ScaledPlanes From(object value, string method) => value switch
    {
        Image image => new ScaledPlanes(image.Pixels, isMask: false, method),
        Mask { Values: var values } =>
            new ScaledPlanes(values.Reshape(values.Size(0), values.Size(1), values.Size(2), 1), isMask: true, method),
        _ => throw new EngineException(EngineError.BadPrompt, "Only pictures and masks can be resized here: link an IMAGE or a MASK."),
    };

    /// <summary>A side of 0 follows from the other; both 0 leave all as it is.</summary>
    public ScaledPlanes To(int width, int height, bool cropCentre = false)
    {
        var resized = ImageResize.Resize(pixels, width, height, method, cropCentre);
        return new ScaledPlanes(isMask ? OneChannel(resized) : resized, isMask, method);
    }

    public ScaledPlanes Like(ScaledPlanes other, bool cropCentre) => To(other.Width, other.Height, cropCentre);

    public ScaledPlanes By(double factor) => To(Side(Width * factor), Side(Height * factor));

    /// <summary>So that a side of <paramref name="scaledBy"/> becomes <paramref name="size"/>.</summary>
    public ScaledPlanes WithSides(int size, int scaledBy) => To(
        Width == scaledBy ? Math.Max(1, size) : Side((double)Width / Height * size),
        Height == scaledBy ? Math.Max(1, size) : Side((double)Height / Width * size));

    /// <summary>Both sides cut down to multiples: scaled until one fits, and the rest of the other cut off on both sides.</summary>
    public ScaledPlanes ToMultipleOf(int multiple)
    {
        var (width, height) = (Width / multiple * multiple, Height / multiple * multiple);
        if (width == 0 || height == 0 || (width, height) == (Width, Height))
            return this;
        var (across, down) = ((double)width / Width, (double)height / Height);
        var covering = across >= down
            ? To(width, Math.Max(height, (int)Math.Ceiling(Height * across)))
            : To(Math.Max(width, (int)Math.Ceiling(Width * down)), height);
        return covering.Cut(width, height);
    }

    private ScaledPlanes Cut(int width, int height) =>
        new(Planes.CropPixels(pixels, (Height - height) / 2, (Width - width) / 2, height, width), isMask, method);

    private static int Side(double size) => Math.Max(1, (int)Math.Round(size));

    /// <summary>Lanczos knows colours only, and gives three equal ones.</summary>
    private static Tensor OneChannel(Tensor scaled)
    {
        if (scaled.Size(3) == 1)
            return scaled;
        var values = new Tensor(scaled.Size(0), scaled.Size(1), scaled.Size(2), 1);
        for (var i = 0; i < values.Length; i++)
            values.Span[i] = scaled.Span[i * scaled.Size(3)];
        return values;
    }
}
