using Studio.Engine.Models.Building;
using Studio.Engine.Runtime;
using Studio.Engine.Tokenizers;

namespace Studio.Engine.Models.Diagrams;

/// <summary>
/// The text half of Qwen2.5 (arXiv:2412.15115) and Qwen3 (arXiv:2505.09388) as an encoder: a decoder-only transformer whose inner states
/// are read instead of its next word. Tokens see those before them; from the first filling token on nobody is seen. Inputs and outputs are
/// those of <see cref="TextNetwork"/>; only the last layer has a final norm. With three axes of positions also token_places [T,3].
/// </summary>
/// <param name="Heads">Of the queries; each is 128 wide whatever the width of a token.</param>
/// <param name="KeyHeads">Of keys and values: each serves as many queries as there are of those for one of these.</param>
/// <param name="MlpWidth">Of the gated feed-forward.</param>
internal sealed record QwenText(NetworkRole Role, string Prefix, int Width, int Layers, int Heads, int KeyHeads, int MlpWidth,
    int Vocabulary) : TextNetwork(Role, Prefix, Width, Layers)
{
    public const int HeadWidth = QwenWidths.HeadWidth;

    private const double Theta = 1e6;

    /// <summary>Of a head's pairs, how many turn with the order of tokens, the row and the column of pictures among them.</summary>
    private static readonly int[] PairsOfAxes = [16, 24, 24];

    /// <summary>Whether each head of queries and keys is normalized (Qwen3) instead of having a bias (Qwen2.5).</summary>
    public bool HasHeadNorms { get; init; }

    /// <summary>Whether positions have three axes, since pictures may be among the tokens.</summary>
    public bool TakesPictures { get; init; }

    /// <summary>How many layers run: what reads inner states needs no more.</summary>
    public int Depth { get; init; } = Layers;

    public override bool HasSummary => false;

    public override NetworkPrecision Precision => NetworkPrecision.WideRange;

    /// <summary>Names of trainers, with and without the encoder's own.</summary>
    public override IEnumerable<LoraName> LoraNames(IEnumerable<string> layers, int place) =>
        from layer in layers
        let flat = layer.Replace('.', '_')
        from name in (string[])
        [
            "lora_te_" + flat, $"lora_te{place + 1}_{flat}", "lycoris_te_" + flat, "text_encoder." + layer, "text_encoder.model." + layer,
            .. KeysOf(Role).Select(key => $"text_encoders.{key}.transformer.model.{layer}"), "text_encoders.transformer.model." + layer,
        ]
        select new LoraName(name, layer);

    public override void Build(OnnxGraph g, GraphPatches patches)
    {
        var ids = Ids(g, length: -1);
        var tokens = Tokens(g, "embed_tokens.weight", Vocabulary, ids);
        var shape = g.Op("Shape", [tokens]);
        var layer = new QwenLayer(g, new(Width, Heads, KeyHeads, MlpWidth, HasHeadNorms), g.BatchOf(ids), Positions(g, ids), Mask(g, ids));
        var x = g.Op("Reshape", [tokens, g.Constant([-1, Width])]);
        for (var i = 0; i < Depth; i++)
        {
            x = layer.Of(x, $"layers.{i}.");
            g.Output(Hidden(Layers - i), g.Op("Reshape", [x, shape]));
        }
        if (Depth == Layers)
            g.Output(LastHidden, g.Op("Reshape", [layer.Norm(x, "norm", Width), shape]));
    }

    /// <summary>What checkpoints with several networks call the encoder.</summary>
    public static IReadOnlyList<string> KeysOf(NetworkRole role) => role == NetworkRole.Qwen25Vl ? ["qwen25_7b", "qwen25_3b"]
        : role == NetworkRole.Qwen3Small ? ["qwen3_06b"] : ["qwen3_4b", "qwen3_8b", "qwen3_2b"];

    private RotaryPositions Positions(OnnxGraph g, Value ids)
    {
        const int pairs = HeadWidth / 2;
        var speeds = Enumerable.Range(0, pairs).Select(i => (float)Math.Pow(Theta, -2.0 * i / HeadWidth)).ToArray();
        var places = TakesPictures
            ? g.Input(PlacesInput, ElementType.Float32, -1, PairsOfAxes.Length)
            : TokenPlaces.Line(g, g.SizeOf(ids, 1), g.Scalar(0), 1, 0);
        long[] axes = TakesPictures
            ? [.. PairsOfAxes.SelectMany((count, axis) => Enumerable.Repeat((long)axis, count))]
            : new long[pairs];
        return RotaryPositions.Of(g, RotaryPositions.Angles(g, places, axes, speeds)) with { IsOfNeighbours = false };
    }

    /// <summary>[B,1,1,T,T], added to the scores.</summary>
    private static Value Mask(OnnxGraph g, Value ids)
    {
        var places = g.Op("Range", [g.Whole(0), g.Op("Squeeze", [g.SizeOf(ids, 1)]), g.Whole(1)]);
        var isBefore = g.Op("LessOrEqual",
            [g.Op("Reshape", [places, g.Constant([1, -1])]), g.Op("Reshape", [places, g.Constant([-1, 1])])]);
        var isPadding = g.Op("Equal", [ids, g.Whole(QwenTokenizer.Padding)]);
        var isFilling = g.Op("Cast", [isPadding], OrtAttribute.Int("to", (long)ElementType.Int64));
        var isText = g.Op("Equal", [g.Op("CumSum", [isFilling, g.Whole(1)]), g.Whole(0)]);
        var isSeen = g.Op("And", [isBefore, g.Op("Unsqueeze", [isText, g.Constant([1, 2, 3])])]);
        return g.Op("Where", [isSeen, g.Scalar(0), g.Scalar(float.MinValue / 4)]);
    }
}
