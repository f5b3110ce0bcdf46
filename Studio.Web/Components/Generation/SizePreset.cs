namespace Studio.Web.Components.Generation;

/// <summary>A size that suits a model: near the number of pixels it was trained on.</summary>
public sealed record SizePreset(string Name, int Width, int Height)
{
    /// <param name="side">Pixels of the square the model was trained on.</param>
    public static IReadOnlyList<SizePreset> For(int side) =>
    [
        new("Square", side, side),
        Shape("Portrait", side, 2, 3),
        Shape("Landscape", side, 3, 2),
        Shape("Wide", side, 16, 9),
    ];

    public bool Is(GenerationDraft draft) => draft.Width == GenerationDraft.Text(Width) && draft.Height == GenerationDraft.Text(Height);

    public GenerationDraft Set(GenerationDraft draft) =>
        draft with { Width = GenerationDraft.Text(Width), Height = GenerationDraft.Text(Height) };

    // small models keep their short side, where their objects are; large ones keep their number of pixels
    private static SizePreset Shape(string name, int side, int width, int height)
    {
        var ratio = (double)width / height;
        if (side >= 768)
            return new(name, Round(side * Math.Sqrt(ratio)), Round(side / Math.Sqrt(ratio)));
        return ratio > 1 ? new(name, Round(side * ratio), side) : new(name, side, Round(side / ratio));
    }

    // SD's UNet halves the latent three times: 8 * 8 pixels. Of a picture this small, half of that is enough.
    private static int Round(double pixels)
    {
        var grid = pixels < 384 ? 32 : 64;
        return (int)Math.Round(pixels / grid) * grid;
    }
}
