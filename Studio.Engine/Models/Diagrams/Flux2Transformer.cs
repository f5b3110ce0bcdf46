using Studio.Engine.Models.Building;
using Studio.Engine.Runtime;

namespace Studio.Engine.Models.Diagrams;

/// <summary>
/// The denoiser of FLUX.2 (Black Forest Labs 2025), dev and klein: that of FLUX.1 with one modulation for all blocks of a kind, gated
/// feed-forwards and no biases. In: sample [B,C,h,w], timestep [1 or B] in 0..1, encoder_hidden_states [B,T,context], the tokens of
/// pictures beside and their places (see <see cref="References"/>), where those may be without noise reference_noise [1], and where it was
/// distilled for it guidance [B], below 0 for none at all. Out: out_sample [B,C,h,w].
/// </summary>
/// <param name="Heads">Of attention, each as wide as <see cref="Axes"/> together.</param>
/// <param name="MlpWidth">Of the gated feed-forward's inside.</param>
internal sealed record Flux2Transformer(string Prefix, int Channels, int Width, int Heads, int MlpWidth, int DoubleBlocks, int SingleBlocks,
    int ContextWidth) : DenoiserNetwork(Prefix, Channels, Channels, ContextWidth)
{
    public const string GuidanceInput = "guidance";
    public const string ReferenceNoiseInput = "reference_noise";

    private const int Waves = 256;
    private const double Theta = 2000;

    /// <summary>How many of a head's numbers turn with which picture a token is of, its row, its column, and the order of words.</summary>
    public static IReadOnlyList<int> Axes { get; } = [32, 32, 32, 32];

    /// <summary>Whether it is told how strongly to follow the text.</summary>
    public bool HasGuidance { get; init; }

    /// <summary>Whether pictures beside may have another noise level than the one that is made.</summary>
    public bool HasReferenceNoise { get; init; }

    private FluxWidths Widths => new(Width, Heads, MlpWidth);

    public override DenoiserNetwork For(IEnumerable<ConditioningEntry> entries) => this with
    {
        HasReferenceNoise = entries.Any(entry =>
            entry.References is { IsEmpty: false, Placement: ReferencePlacement.IndexWithoutNoise }),
    };

    /// <summary>Its own names, and those of diffusers.</summary>
    public override IEnumerable<LoraName> LoraNames(IEnumerable<string> layers, int place)
    {
        string[] own = [.. layers];
        return base.LoraNames(own, place).Concat(new Flux2LayerNames(Width).All(DoubleBlocks, SingleBlocks, own));
    }

    public override void Build(OnnxGraph g, GraphPatches patches)
    {
        var sample = g.Input(SampleInput, ElementType.Float32, -1, Channels, -1, -1);
        var timestep = g.Input(TimestepInput, ElementType.Float32, -1);
        var text = g.Input(ContextInput, ElementType.Float32, -1, -1, ContextWidth);
        var (grid, pixels) = Patches.Cut(g, sample, Channels, side: 1);
        var textLength = g.SizeOf(text, 1);
        var blocks = new Flux2Blocks(g, Widths, Told(g, timestep), Positions(g, grid, textLength), grid.Batch)
        {
            TextLength = textLength,
            PictureLength = g.Multiply(grid.Rows, grid.Columns),
        };
        var beside = g.Op("Reshape", [g.Input(References.SquaresInput, ElementType.Float32, -1, -1, Channels), g.Constant([-1, Channels])]);
        Value Tokens(Value rows, string name, int from) => blocks.Tokens(g.Linear(rows, name, from, Width, bias: false));
        var words = Tokens(g.Op("Reshape", [text, g.Constant([-1, ContextWidth])]), "txt_in", ContextWidth);
        var picture = g.Op("Concat", [Tokens(pixels, "img_in", Channels), Tokens(beside, "img_in", Channels)], OrtAttribute.Int("axis", 1));
        for (var block = 0; block < DoubleBlocks; block++)
            (words, picture) = blocks.Double(words, picture, $"double_blocks.{block}.");
        var both = g.Op("Concat", [words, picture], OrtAttribute.Int("axis", 1));
        for (var block = 0; block < SingleBlocks; block++)
            both = blocks.Single(both, $"single_blocks.{block}.");
        g.Output(Result, grid.Join(blocks.Final(both, Channels), Channels));
    }

    /// <summary>What stands at once in a block where text and picture are one: its wide projection, and the parts it is cut into.</summary>
    public override double WorkNumbers(int batch, double pixels, bool plainAttention)
    {
        const int parts = 2;
        return batch * pixels * ((parts * ((3.0 * Width) + (2 * MlpWidth))) + (plainAttention ? Heads * pixels : 0));
    }

    /// <summary>
    /// What modulations are made from: noise level and guidance, of the picture and of pictures beside where their noise may be another.
    /// </summary>
    private (Value Picture, Value? References) Told(OnnxGraph g, Value timestep)
    {
        Value? guidance = HasGuidance ? g.Op("Reshape", [g.Input(GuidanceInput, ElementType.Float32, -1), g.Constant([-1, 1])]) : null;
        Value Of(Value time)
        {
            var told = Embedded(g, time, "time_in");
            if (guidance is not { } strength)
                return g.Silu(told);
            var followed = g.Add(told, Embedded(g, strength, "guidance_in"));
            return g.Silu(g.Op("Where", [g.Op("Less", [strength, g.Scalar(0)]), told, followed]));
        }
        return (Of(timestep),
            HasReferenceNoise ? Of(g.Multiply(timestep, g.Input(ReferenceNoiseInput, ElementType.Float32, 1))) : null);
    }

    private Value Embedded(OnnxGraph g, Value numbers, string name)
    {
        const float thousandths = 1000;
        var waves = g.Sinusoids(g.Multiply(numbers, g.Scalar(thousandths)), Waves);
        var inner = g.Silu(g.Linear(waves, name + ".in_layer", Waves, Width, bias: false));
        return g.Linear(inner, name + ".out_layer", Width, Width, bias: false);
    }

    private static RotaryPositions Positions(OnnxGraph g, Patches grid, Value textLength)
    {
        var picture = TokenPlaces.Grid(g, grid.Rows, grid.Columns, g.Scalar(0), g.Scalar(0), g.Scalar(0));
        var count = g.SizeOf(picture, 0);
        var order = g.Op("Expand", [g.Scalar(0), g.Joined(count, g.Constant([1]))]);
        var places = g.Op("Concat",
            [
                TokenPlaces.Line(g, textLength, g.Scalar(0), Axes.Count, 3),
                g.Op("Concat", [picture, order], OrtAttribute.Int("axis", 1)),
                g.Input(References.PlacesInput, ElementType.Float32, -1, Axes.Count),
            ],
            OrtAttribute.Int("axis", 0));
        return RotaryPositions.Of(g, RotaryPositions.Angles(g, places, Axes, Theta));
    }
}
