using Studio.Engine.Models.Building;
using Studio.Engine.Runtime;

namespace Studio.Engine.Models.Diagrams;

/// <summary>
/// The denoiser of FLUX.1 (Black Forest Labs 2024; a rectified flow transformer after Esser et al. 2024, arXiv:2403.03206): text and
/// picture as tokens, first in blocks with weights for each, then in blocks in which both are one. In: sample [B,C,h,w], timestep [1 or B],
/// encoder_hidden_states [B,T,context], y [B,summary], and where the model was distilled for it guidance [B], below 0 for none at all.
/// Out: out_sample [B,C',h,w].
/// </summary>
/// <param name="Heads">Of attention, each as wide as <see cref="Axes"/> together.</param>
/// <param name="MlpWidth">Of the feed-forward.</param>
/// <param name="SummaryWidth">Of the text's summary.</param>
internal sealed record FluxTransformer(string Prefix, int InChannels, int OutChannels, int Width, int Heads, int MlpWidth,
    int DoubleBlocks, int SingleBlocks, int ContextWidth, int SummaryWidth)
    : DenoiserNetwork(Prefix, InChannels, OutChannels, ContextWidth)
{
    public const string SummaryInput = "y";
    public const string GuidanceInput = "guidance";

    private const int Side = 2;
    private const int Waves = 256;
    private const double Theta = 10000;

    /// <summary>How many of a head's numbers turn with a token's kind, row and column.</summary>
    public static IReadOnlyList<int> Axes { get; } = [16, 56, 56];

    /// <summary>Whether it is told how strongly to follow the text.</summary>
    public bool HasGuidance { get; init; }

    private FluxWidths Widths => new(Width, Heads, MlpWidth);

    /// <summary>Its own names, and those of diffusers and XLabs.</summary>
    public override IEnumerable<LoraName> LoraNames(IEnumerable<string> layers, int place)
    {
        string[] own = [.. layers];
        return base.LoraNames(own, place).Concat(new FluxLayerNames(Widths).All(DoubleBlocks, SingleBlocks, own));
    }

    public override void Build(OnnxGraph g, GraphPatches patches)
    {
        var sample = g.Input(SampleInput, ElementType.Float32, -1, InChannels, -1, -1);
        var timestep = g.Input(TimestepInput, ElementType.Float32, -1);
        var text = g.Input(ContextInput, ElementType.Float32, -1, -1, ContextWidth);
        var told = g.Silu(Told(g, timestep));
        var (grid, squares) = Patches.Cut(g, sample, InChannels, Side);
        var textLength = g.SizeOf(text, 1);
        var positions = RotaryPositions.Of(g, g.Op("Concat",
            [RotaryPositions.Still(g, textLength, Axes), RotaryPositions.Grid(g, grid.Rows, grid.Columns, Axes, Theta)],
            OrtAttribute.Int("axis", 0)));
        var blocks = new FluxBlocks(g, Widths, told, positions, grid.Batch, textLength);

        var picture = blocks.Tokens(g.Linear(squares, "img_in", InChannels * Side * Side, Width));
        var words = blocks.Tokens(g.Linear(g.Op("Reshape", [text, g.Constant([-1, ContextWidth])]), "txt_in", ContextWidth, Width));
        for (var block = 0; block < DoubleBlocks; block++)
            (words, picture) = blocks.Double(words, picture, $"double_blocks.{block}.");
        var both = g.Op("Concat", [words, picture], OrtAttribute.Int("axis", 1));
        for (var block = 0; block < SingleBlocks; block++)
            both = blocks.Single(both, $"single_blocks.{block}.");
        var last = blocks.Modulated(blocks.AfterText(both), blocks.Modulation("final_layer.adaLN_modulation.1", 2));
        var result = g.Linear(g.Op("Reshape", [last, g.Constant([-1, Width])]), "final_layer.linear", Width, OutChannels * Side * Side);
        g.Output(Result, grid.Join(result, OutChannels));
    }

    /// <summary>
    /// What stands at once in a block where text and picture are one: its wide projection, and the parts that it is cut into.
    /// </summary>
    public override double WorkNumbers(int batch, double pixels, bool plainAttention)
    {
        const int parts = 2;
        var tokens = pixels / (Side * Side);
        return batch * tokens * ((parts * ((3.0 * Width) + MlpWidth)) + (plainAttention ? Heads * tokens : 0));
    }

    /// <summary>Noise level, text summary and guidance as one vector [B,width].</summary>
    private Value Told(OnnxGraph g, Value timestep)
    {
        var summary = g.Input(SummaryInput, ElementType.Float32, -1, SummaryWidth);
        var told = g.Add(Embedded(g, Wave(g, timestep), "time_in", Waves), Embedded(g, summary, "vector_in", SummaryWidth));
        if (!HasGuidance)
            return told;
        var guidance = g.Op("Reshape", [g.Input(GuidanceInput, ElementType.Float32, -1), g.Constant([-1, 1])]);
        var embedded = Embedded(g, Wave(g, guidance), "guidance_in", Waves);
        return g.Op("Where", [g.Op("Less", [guidance, g.Scalar(0)]), told, g.Add(told, embedded)]);
    }

    private static Value Wave(OnnxGraph g, Value numbers)
    {
        const float thousandths = 1000;
        return g.Sinusoids(g.Multiply(numbers, g.Scalar(thousandths)), Waves);
    }

    private Value Embedded(OnnxGraph g, Value numbers, string name, int from) =>
        g.Linear(g.Silu(g.Linear(numbers, name + ".in_layer", from, Width)), name + ".out_layer", Width, Width);
}
