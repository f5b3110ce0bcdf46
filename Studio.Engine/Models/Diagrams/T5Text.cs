using System.Numerics;
using Studio.Engine.Models.Building;
using Studio.Engine.Runtime;

namespace Studio.Engine.Models.Diagrams;

/// <summary>
/// The encoder half of T5 v1.1 (Raffel et al. 2020, arXiv:1910.10683; Shazeer 2020, arXiv:2002.05202): pre-norm layers without biases, in
/// which attention is not scaled and knows of positions by a number per head and distance, which all layers share. Inputs and outputs are
/// those of <see cref="TextNetwork"/>; every layer's output goes through the final norm.
/// </summary>
/// <param name="InnerWidth">Of all heads together.</param>
/// <param name="MlpWidth">Of the gated feed-forward.</param>
internal sealed record T5Text(string Prefix, int Width, int Layers, int Heads, int InnerWidth, int MlpWidth, int Vocabulary)
    : TextNetwork(NetworkRole.T5, Prefix, Width, Layers)
{
    private const float Epsilon = 1e-6f;
    private const int Buckets = 32;
    private const int FarthestDistance = 128;

    public override bool HasSummary => false;

    public override NetworkPrecision Precision => NetworkPrecision.WideRange;

    /// <summary>Files may hold the token vectors twice, and the half that writes.</summary>
    public override bool Owns(string tensor) => tensor == "shared.weight" || (tensor.StartsWith("encoder.", StringComparison.Ordinal)
        && !tensor.StartsWith("encoder.embed_tokens.", StringComparison.Ordinal));

    /// <summary>Most files number it among the encoders; kohya's call it the third, whatever the model has.</summary>
    public override IEnumerable<LoraName> LoraNames(IEnumerable<string> layers, int place) =>
        from layer in layers
        let flat = layer.Replace('.', '_')
        from name in (string[])
        [
            "lora_te3_" + flat, $"lora_te{place + 1}_{flat}", $"lycoris_te{place + 1}_{flat}", $"text_encoder_{place + 1}.{layer}",
            "text_encoders.t5xxl.transformer." + layer, "t5xxl.transformer." + layer,
        ]
        select new LoraName(name, layer);

    public override void Build(OnnxGraph g, GraphPatches patches)
    {
        var tokens = Tokens(g, "shared.weight", Vocabulary, Ids(g, length: -1));
        var shape = g.Op("Shape", [tokens]);
        var bias = PositionBias(g, tokens);
        var x = g.Op("Reshape", [tokens, g.Constant([-1, Width])]);
        for (var layer = 0; layer < Layers; layer++)
        {
            var name = $"encoder.block.{layer}.layer.";
            x = g.Add(x, SelfAttention(g, Norm(g, x, name + "0.layer_norm"), name + "0.SelfAttention.", shape, bias));
            x = g.Add(x, FeedForward(g, Norm(g, x, name + "1.layer_norm"), name + "1.DenseReluDense."));
            g.Output(Normed(Layers - layer), g.Op("Reshape", [Norm(g, x, "encoder.final_layer_norm"), shape]));
        }
    }

    /// <summary>
    /// Which of the shared numbers a distance from a token to another has: one each for the nearest, then logarithmically wider, the
    /// farther half of them for what comes after.
    /// </summary>
    /// <param name="distance">Of key from query, in tokens.</param>
    public static int Bucket(int distance)
    {
        const int half = Buckets / 2;
        const int exact = half / 2;
        // 8 log(n / 8) / log(128 / 8) is 2 log2(n / 8), and so the exponent of n^2 / 64
        var away = (long)Math.Abs(distance);
        var place = away < exact ? (int)away
            : Math.Min(half - 1, exact + BitOperations.Log2((ulong)(away * away / (exact * exact))));
        return place + (distance > 0 ? half : 0);
    }

    /// <summary>[1,heads,T,T], added to the scores.</summary>
    private Value PositionBias(OnnxGraph g, Value tokens)
    {
        var count = g.Op("Squeeze", [g.SizeOf(tokens, 1)]);
        var places = g.Op("Range", [g.Whole(0), count, g.Whole(1)]);
        var keys = g.Op("Reshape", [places, g.Constant([1, -1])]);
        var queries = g.Op("Reshape", [places, g.Constant([-1, 1])]);
        // all that is farther has the bucket of the farthest
        var distances = g.Op("Max", [g.Op("Min", [g.Op("Sub", [keys, queries]), g.Whole(FarthestDistance)]), g.Whole(-FarthestDistance)]);
        var buckets = g.Op("Gather", [
            g.Constant([.. Enumerable.Range(-FarthestDistance, (2 * FarthestDistance) + 1).Select(distance => (long)Bucket(distance))]),
            g.Add(distances, g.Whole(FarthestDistance))]);
        var table = g.Weight("encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight", Buckets, Heads);
        var perHead = g.Op("Transpose", [g.Op("Gather", [table, buckets])], OrtAttribute.Ints("perm", 2, 0, 1));
        return g.Op("Unsqueeze", [perHead, g.Constant([0])]);
    }

    private Value SelfAttention(OnnxGraph g, Value x, string name, Value shape, Value bias)
    {
        var split = g.Shared("t5 split", () => g.Joined(g.Part(shape, axis: 0, 0, 2), g.Constant([InnerWidth])));
        Value Project(string which) => g.Op("Reshape", [g.Linear(x, name + which, Width, InnerWidth, bias: false), split]);
        var mixed = g.PlainAttend(Project("q"), Project("k"), Project("v"), InnerWidth, Heads, bias, scale: 1);
        return g.Linear(g.Op("Reshape", [mixed, g.Constant([-1, InnerWidth])]), name + "o", InnerWidth, Width, bias: false);
    }

    private Value FeedForward(OnnxGraph g, Value x, string name)
    {
        var gate = g.GeluTanh(g.Linear(x, name + "wi_0", Width, MlpWidth, bias: false));
        return g.Linear(g.Multiply(gate, g.Linear(x, name + "wi_1", Width, MlpWidth, bias: false)), name + "wo", MlpWidth, Width,
            bias: false);
    }

    private Value Norm(OnnxGraph g, Value x, string name) => g.RmsNorm(x, name + ".weight", Width, Epsilon);
}
