using Studio.Engine.Models.Building;
using Studio.Engine.Runtime;

namespace Studio.Engine.Models.Diagrams;

/// <summary>
/// The denoiser of Qwen-Image (Alibaba 2025, arXiv:2508.02324), also of its editing versions: text and picture as tokens, each with weights
/// of its own, attending to each other. In: sample [B,C,h,w], timestep [1 or B] in 0..1, encoder_hidden_states [B,T,context], the squares
/// of pictures beside and their places (see <see cref="Models.References"/>; none is no rows), and where those may be without noise
/// reference_noise [1]: 1 as the picture's, 0 none. Out: out_sample [B,C,h,w].
/// </summary>
/// <param name="Heads">Of attention, each as wide as <see cref="Axes"/> together.</param>
/// <param name="MlpWidth">Of the feed-forward.</param>
internal sealed record QwenImageTransformer(string Prefix, int Channels, int Width, int Heads, int MlpWidth, int Layers, int ContextWidth)
    : DenoiserNetwork(Prefix, Channels, Channels, ContextWidth)
{
    public const string ReferenceNoiseInput = "reference_noise";
    public const int Side = 2;

    /// <summary>How many of a head's numbers turn with which picture a token is of, its row and its column.</summary>
    public static IReadOnlyList<int> Axes => QwenImageEntry.Axes;

    /// <summary>Where pictures beside stand when nothing is said.</summary>
    public ReferencePlacement Placement { get; init; } = ReferencePlacement.Index;

    /// <summary>Whether pictures beside may have another noise level than the one that is made.</summary>
    public bool HasReferenceNoise { get; init; }

    public QwenImageWidths Widths => new(Width, Heads, MlpWidth);

    /// <summary>Its activations leave the range of float16 at its true size.</summary>
    public override NetworkPrecision Precision => NetworkPrecision.WideRange;

    public override DenoiserNetwork For(IEnumerable<ConditioningEntry> entries) => this with
    {
        HasReferenceNoise = entries.Any(entry =>
            !entry.References.IsEmpty && PlacementOf(entry.References) is ReferencePlacement.IndexWithoutNoise),
    };

    public ReferencePlacement PlacementOf(References references) => references.Placement ?? Placement;

    /// <summary>Its own names, which are those of diffusers too.</summary>
    public override IEnumerable<LoraName> LoraNames(IEnumerable<string> layers, int place) =>
        from layer in layers
        let flat = layer.Replace('.', '_')
        from name in (string[])
            ["lycoris_" + flat, "lora_transformer_" + flat, "lora_unet_" + flat, "transformer." + layer, "diffusion_model." + layer, layer]
        select new LoraName(name, layer);

    public override void Build(OnnxGraph g, GraphPatches patches)
    {
        var sample = g.Input(SampleInput, ElementType.Float32, -1, Channels, -1, -1);
        var timestep = g.Input(TimestepInput, ElementType.Float32, -1);
        var text = g.Input(ContextInput, ElementType.Float32, -1, -1, ContextWidth);
        var (grid, squares) = Patches.Cut(g, sample, Channels, Side);
        var textLength = g.SizeOf(text, 1);
        var places = g.Input(Models.References.PlacesInput, ElementType.Float32, -1, Axes.Count);
        var positions = QwenImageEntry.Positions(g, grid, textLength, places);
        var blocks = new QwenImageBlocks(g, Widths, Told(g, timestep), positions, grid.Batch)
        {
            TextLength = textLength,
            PictureLength = g.Multiply(grid.Rows, grid.Columns),
        };
        var words = blocks.Tokens(QwenImageEntry.Words(g, text, ContextWidth, Width));
        var picture = g.Op("Concat", [Picture(g, blocks, squares), Picture(g, blocks, Beside(g))], OrtAttribute.Int("axis", 1));
        for (var i = 0; i < Layers; i++)
        {
            (words, picture) = blocks.Block(words, picture, $"transformer_blocks.{i}.");
            picture = patches.AtPicture(g, picture, new TokenBlock(TokenBlock.Double, i, Layers));
        }
        g.Output(Result, grid.Join(blocks.Final(picture, Channels * Side * Side), Channels));
    }

    /// <summary>What stands at once in a block: the tokens, what is projected from them, and the feed-forward's inside.</summary>
    public override double WorkNumbers(int batch, double pixels, bool plainAttention)
    {
        const int besideMlp = 5;
        var tokens = pixels / (Side * Side);
        return batch * tokens * ((besideMlp * (double)Width) + MlpWidth + (plainAttention ? Heads * tokens : 0));
    }

    private Value Picture(OnnxGraph g, QwenImageBlocks blocks, Value squares) =>
        blocks.Tokens(g.Linear(squares, "img_in", Channels * Side * Side, Width));

    private Value Beside(OnnxGraph g)
    {
        const int numbers = Side * Side;
        var squares = g.Input(Models.References.SquaresInput, ElementType.Float32, -1, -1, Channels * numbers);
        return g.Op("Reshape", [squares, g.Constant([-1, Channels * numbers])]);
    }

    /// <summary>Of the noise level, and of that of pictures beside where it may be another.</summary>
    private (Value Picture, Value? References) Told(OnnxGraph g, Value timestep) => (QwenImageEntry.Told(g, timestep, Width),
        HasReferenceNoise
            ? QwenImageEntry.Told(g, g.Multiply(timestep, g.Input(ReferenceNoiseInput, ElementType.Float32, 1)), Width)
            : null);
}
