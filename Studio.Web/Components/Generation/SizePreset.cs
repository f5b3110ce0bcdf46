using Studio.Web.Languages;

namespace Studio.Web.Components.Generation;

/// <summary>A size that suits a model: near the number of pixels it was trained on.</summary>
/// <param name="Name">Of its shape, which models of other sizes have as well; empty for none.</param>
public sealed record SizePreset(string Name, int Width, int Height)
{
    private const int Grid = 64;

    /// <param name="side">Pixels of the square the model was trained on.</param>
    public static IReadOnlyList<SizePreset> For(int side) =>
    [
        new("Square", side, side),
        Shape("Portrait", side, 2, 3),
        Shape("Landscape", side, 3, 2),
        Shape("Wide", side, 16, 9),
    ];

    /// <summary>What its shape is called by who chooses it.</summary>
    public string Title(Texts texts) => Name switch
    {
        "Square" => texts["Square"],
        "Portrait" => texts["Portrait"],
        "Landscape" => texts["Landscape"],
        "Wide" => texts["Wide"],
        _ => Name,
    };

    public bool Is(GenerationDraft draft) => draft.Width == GenerationDraft.Text(Width) && draft.Height == GenerationDraft.Text(Height);

    public GenerationDraft Set(GenerationDraft draft) =>
        draft with { Width = GenerationDraft.Text(Width), Height = GenerationDraft.Text(Height) };

    // small models keep their short side, where their objects are; large ones were trained on a grid of shapes of about as many pixels
    private static SizePreset Shape(string name, int side, int width, int height)
    {
        var ratio = (double)width / height;
        if (side >= 768)
        {
            var small = Round(side * Math.Sqrt(Math.Min(ratio, 1 / ratio)));
            var large = side * side / small / Grid * Grid;
            return ratio > 1 ? new(name, large, small) : new(name, small, large);
        }
        return ratio > 1 ? new(name, Round(side * ratio), side) : new(name, side, Round(side / ratio));
    }

    // SD's UNet halves the latent three times: 8 * 8 pixels. Of a picture this small, half of that is enough.
    private static int Round(double pixels)
    {
        var grid = pixels < 384 ? Grid / 2 : Grid;
        return (int)Math.Round(pixels / grid) * grid;
    }
}
