using Studio.Engine.Models.Building;
using Studio.Engine.Runtime;

namespace Studio.Engine.Models.Diagrams;

/// <summary>
/// What FLUX.1 and its kin have in common: text and picture as tokens, first in blocks with weights for each, then in blocks in which both
/// are one. What the layers are modulated by is each one's own.
/// </summary>
/// <param name="Doubles">Blocks with weights for each.</param>
/// <param name="Singles">Blocks in which both are one.</param>
internal sealed record FluxBody(int InChannels, int OutChannels, FluxWidths Widths, int Doubles, int Singles, int ContextWidth)
{
    /// <summary>Of the squares that tokens are made from, in latent pixels.</summary>
    public const int Side = 2;

    /// <summary>The layer that takes the squares of a picture.</summary>
    public const string PictureIn = "img_in";

    private const double Theta = 10000;

    /// <summary>How many of a head's numbers turn with a token's kind, row and column.</summary>
    public static IReadOnlyList<int> Axes { get; } = [16, 56, 56];

    /// <summary>Whether pictures beside come with it, in the inputs that <see cref="Models.References"/> names.</summary>
    public bool HasReferences { get; init; }

    /// <summary>
    /// Writes the body down, with the inputs sample and encoder_hidden_states, those of pictures beside if there are any, and the output.
    /// </summary>
    /// <param name="modulation">See <see cref="FluxBlocks"/>.</param>
    public void Build(OnnxGraph g, GraphPatches patches, Func<string, int, Value[]> modulation)
    {
        var width = Widths.Width;
        var sample = g.Input(DenoiserNetwork.SampleInput, ElementType.Float32, -1, InChannels, -1, -1);
        var text = g.Input(DenoiserNetwork.ContextInput, ElementType.Float32, -1, -1, ContextWidth);
        var (grid, squares) = Patches.Cut(g, sample, InChannels, Side);
        var textLength = g.SizeOf(text, 1);
        var blocks = new FluxBlocks(g, Widths, modulation, Positions(g, grid, textLength), grid.Batch, textLength);
        var picture = Pictures(g, blocks, squares);
        var words = blocks.Tokens(g.Linear(g.Op("Reshape", [text, g.Constant([-1, ContextWidth])]), "txt_in", ContextWidth, width));
        for (var block = 0; block < Doubles; block++)
        {
            var before = (Words: words, Picture: picture);
            (words, picture) = blocks.Double(words, picture, $"double_blocks.{block}.");
            words = patches.AfterDouble(g, before.Words, words, block);
            picture = patches.AfterDouble(g, before.Picture, picture, block);
            picture = patches.AtPicture(g, picture, new TokenBlock(TokenBlock.Double, block, Doubles));
        }
        var both = g.Op("Concat", [words, picture], OrtAttribute.Int("axis", 1));
        for (var block = 0; block < Singles; block++)
        {
            both = patches.AfterSingle(g, both, blocks.Single(both, $"single_blocks.{block}."), block);
            both = patches.AtPicture(g, both, new TokenBlock(TokenBlock.Single, block, Singles, textLength));
        }
        var made = HasReferences ? blocks.AfterText(both, g.Multiply(grid.Rows, grid.Columns)) : blocks.AfterText(both);
        var last = blocks.Modulated(made, blocks.Modulation("final_layer.adaLN_modulation.1", 2));
        var result = g.Linear(g.Op("Reshape", [last, g.Constant([-1, width])]), "final_layer.linear", width, OutChannels * Side * Side);
        g.Output(DenoiserNetwork.Result, grid.Join(result, OutChannels));
    }

    /// <summary>
    /// What stands at once in a block where text and picture are one: its wide projection, and the parts that it is cut into.
    /// </summary>
    public double WorkNumbers(int batch, double pixels, bool plainAttention)
    {
        const int parts = 2;
        var tokens = pixels / (Side * Side);
        return batch * tokens * ((parts * ((3.0 * Widths.Width) + Widths.MlpWidth)) + (plainAttention ? Widths.Heads * tokens : 0));
    }

    /// <summary>Tokens of the picture that is made, and after them of those beside.</summary>
    private Value Pictures(OnnxGraph g, FluxBlocks blocks, Value squares)
    {
        const int numbers = Side * Side;
        var picture = blocks.Tokens(g.Linear(squares, PictureIn, InChannels * numbers, Widths.Width));
        if (!HasReferences)
            return picture;
        var beside = g.Input(Models.References.SquaresInput, ElementType.Float32, -1, -1, InChannels * numbers);
        var rows = g.Op("Reshape", [beside, g.Constant([-1, InChannels * numbers])]);
        return g.Op("Concat", [picture, blocks.Tokens(g.Linear(rows, PictureIn, InChannels * numbers, Widths.Width))],
            OrtAttribute.Int("axis", 1));
    }

    private RotaryPositions Positions(OnnxGraph g, Patches grid, Value textLength) => Positions(g, grid, textLength, HasReferences
        ? [RotaryPositions.Angles(g, g.Input(Models.References.PlacesInput, ElementType.Float32, -1, Axes.Count), Axes, Theta)]
        : []);

    /// <summary>Of a text, behind it a picture, and behind that what has these angles.</summary>
    internal static RotaryPositions Positions(OnnxGraph g, Patches grid, Value textLength, params ReadOnlySpan<Value> beside) =>
        RotaryPositions.Of(g, g.Op("Concat",
            [RotaryPositions.Still(g, textLength, Axes), RotaryPositions.Grid(g, grid.Rows, grid.Columns, Axes, Theta), .. beside],
            OrtAttribute.Int("axis", 0)));
}
