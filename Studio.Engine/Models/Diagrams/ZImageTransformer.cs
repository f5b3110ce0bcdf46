using Studio.Engine.Models.Building;
using Studio.Engine.Runtime;

namespace Studio.Engine.Models.Diagrams;

/// <summary>
/// The denoiser of Z-Image (Alibaba 2025, arXiv:2511.22699; a single-stream transformer after Lumina-Image 2.0, arXiv:2503.21758): text and
/// picture as tokens, each first through refiners of its own, then as one. In: sample [B,C,h,w], timestep [1 or B] in 0..1,
/// encoder_hidden_states [B,T,context]. Out: out_sample [B,C,h,w].
/// </summary>
/// <param name="Heads">Of attention, each as wide as <see cref="Axes"/> together.</param>
/// <param name="MlpWidth">Of the gated feed-forward.</param>
/// <param name="TimeWidth">Of the vector that modulations are made from, and inside of what makes it.</param>
internal sealed record ZImageTransformer(string Prefix, int Channels, int Width, int Heads, int MlpWidth, int Layers, int NoiseRefiners,
    int ContextRefiners, int ContextWidth, TimeWidths TimeWidth) : DenoiserNetwork(Prefix, Channels, Channels, ContextWidth)
{
    private const int Side = 2;
    private const int Waves = 256;
    private const int Multiple = 32;
    private const double Theta = 256;

    /// <summary>How many of a head's numbers turn with a token's kind or number, row and column.</summary>
    public static IReadOnlyList<int> Axes { get; } = [32, 48, 48];

    /// <summary>Its activations leave the range of float16 at its true size.</summary>
    public override NetworkPrecision Precision => NetworkPrecision.WideRange;

    /// <summary>Its own names, and those of diffusers.</summary>
    public override IEnumerable<LoraName> LoraNames(IEnumerable<string> layers, int place)
    {
        string[] own = [.. layers];
        return base.LoraNames(own, place).Concat(ZImageLayerNames.All(own, Width));
    }

    public override void Build(OnnxGraph g, GraphPatches patches)
    {
        var sample = g.Input(SampleInput, ElementType.Float32, -1, Channels, -1, -1);
        var timestep = g.Input(TimestepInput, ElementType.Float32, -1);
        var text = g.Input(ContextInput, ElementType.Float32, -1, -1, ContextWidth);
        var told = Told(g, timestep);
        var (grid, squares) = Patches.Cut(g, sample, Channels, Side, channelsLast: true);
        var textLength = Filled(g, g.SizeOf(text, 1));
        var pictureLength = g.Multiply(grid.Rows, grid.Columns);
        var (words, picture) = (Words(g, text, grid.Batch, textLength), Picture(g, squares, grid.Batch, pictureLength));

        var textPlaces = TokenPlaces.Line(g, textLength, g.Scalar(1), Axes.Count, 0);
        var picturePlaces = PicturePlaces(g, grid, textLength, pictureLength);
        var zimage = new ZImageBlocks(g, new(Width, Heads, MlpWidth, TimeWidth.Outer), told, grid.Batch);
        var (ofText, ofPicture) = (Positions(g, textPlaces), Positions(g, picturePlaces));
        for (var i = 0; i < ContextRefiners; i++)
            words = zimage.Block(words, $"context_refiner.{i}.", ofText, isTold: false);
        var ofPlaced = new Lazy<RotaryPositions>(
            () => Positions(g, g.Op("Slice", [picturePlaces, g.Constant([0]), pictureLength, g.Constant([0])])));
        var refining = new ZImageStage(zimage, ofPlaced, pictureLength)
        {
            IsRefiner = true,
            Count = NoiseRefiners,
            Input = picture,
        };
        picture = Row(g, patches, refining, "noise_refiner", ofPicture);
        var start = g.Op("Concat", [words, picture], OrtAttribute.Int("axis", 1));
        var positions = Positions(g, g.Op("Concat", [textPlaces, picturePlaces], OrtAttribute.Int("axis", 0)));
        var layers = refining with { IsRefiner = false, Count = Layers, Input = start, Before = textLength };
        var both = Row(g, patches, layers, "layers", positions);
        var result = zimage.Final(Between(g, both, textLength, g.Add(textLength, pictureLength)), Channels * Side * Side);
        g.Output(Result, g.Op("Neg", [grid.Join(result, Channels)]));
    }

    /// <summary>What stands at once in a block: the tokens, what is projected from them, and the widest of the feed-forward.</summary>
    public override double WorkNumbers(int batch, double pixels, bool plainAttention)
    {
        const int besideMlp = 5;
        const int inMlp = 2;
        var tokens = pixels / (Side * Side);
        return batch * tokens * ((besideMlp * (double)Width) + (inMlp * (double)MlpWidth) + (plainAttention ? Heads * tokens : 0));
    }

    /// <summary>Of tokens at places [T,axes].</summary>
    private static RotaryPositions Positions(OnnxGraph g, Value places) =>
        RotaryPositions.Of(g, RotaryPositions.Angles(g, places, Axes, Theta));

    /// <summary>Blocks one behind the other, with what patches do behind each.</summary>
    private static Value Row(OnnxGraph g, GraphPatches patches, ZImageStage row, string name, RotaryPositions positions)
    {
        var tokens = row.Input;
        for (var i = 0; i < row.Count; i++)
            tokens = patches.AtStage(g, row.Blocks.Block(tokens, $"{name}.{i}.", positions), row with { Index = i });
        return tokens;
    }

    /// <summary>The noise level counts the other way round here: 0 is all noise.</summary>
    private Value Told(OnnxGraph g, Value timestep)
    {
        const float thousandths = 1000;
        var time = g.Multiply(g.Op("Sub", [g.Scalar(1), timestep]), g.Scalar(thousandths));
        var inner = g.Silu(g.Linear(g.Sinusoids(time, Waves), "t_embedder.mlp.0", Waves, TimeWidth.Inner));
        return g.Linear(inner, "t_embedder.mlp.2", TimeWidth.Inner, TimeWidth.Outer);
    }

    private Value Words(OnnxGraph g, Value text, Value batch, Value length)
    {
        const float epsilon = 1e-5f;
        var rows = g.Op("Reshape", [g.RmsNorm(text, "cap_embedder.0.weight", ContextWidth, epsilon), g.Constant([-1, ContextWidth])]);
        return WithPadding(g, g.Linear(rows, "cap_embedder.1", ContextWidth, Width), "cap_pad_token", batch, length);
    }

    private Value Picture(OnnxGraph g, Value squares, Value batch, Value length) => WithPadding(
        g, g.Linear(squares, "x_embedder", Channels * Side * Side, Width), "x_pad_token", batch, Filled(g, length));

    /// <summary>Rows as tokens [B,T,width], with a token of their own for what is missing.</summary>
    private Value WithPadding(OnnxGraph g, Value rows, string padding, Value batch, Value length)
    {
        var tokens = g.Op("Reshape", [rows, g.Joined(batch, g.Constant([-1, Width]))]);
        var most = g.Op("Expand", [g.Weight(padding, 1, Width), g.Joined(batch, g.Constant([Multiple - 1, Width]))]);
        return Between(g, g.Op("Concat", [tokens, most], OrtAttribute.Int("axis", 1)), g.Constant([0]), length);
    }

    /// <summary>The picture comes after the text; what fills it up has no place.</summary>
    private static Value PicturePlaces(OnnxGraph g, Patches grid, Value textLength, Value length)
    {
        var first = TokenPlaces.Real(g, g.Add(textLength, g.Whole(1)));
        var places = TokenPlaces.Grid(g, grid.Rows, grid.Columns, first, g.Scalar(0), g.Scalar(0));
        var filling = g.Constant(new float[(Multiple - 1) * Axes.Count], Multiple - 1, Axes.Count);
        return g.Op("Slice", [g.Op("Concat", [places, filling], OrtAttribute.Int("axis", 0)), g.Constant([0]), Filled(g, length),
            g.Constant([0])]);
    }

    private static Value Between(OnnxGraph g, Value tokens, Value from, Value to) => g.Op("Slice", [tokens, from, to, g.Constant([1])]);

    /// <summary>A count of tokens brought up to a multiple of 32.</summary>
    private static Value Filled(OnnxGraph g, Value count) =>
        g.Multiply(g.Op("Div", [g.Add(count, g.Whole(Multiple - 1)), g.Whole(Multiple)]), g.Whole(Multiple));
}

/// <summary>Widths of what a noise level is made into.</summary>
internal sealed record TimeWidths(int Inner, int Outer);
