using Studio.Engine.Models.Building;
using Studio.Engine.Runtime;

namespace Studio.Engine.Models.Diagrams;

/// <summary>
/// The denoiser of Chroma (lodestone-rock 2025): FLUX.1's without its modulation layers, in whose place one small network makes all vectors
/// from noise level, guidance and the number of the vector. In: sample [B,C,h,w], timestep [1 or B], encoder_hidden_states [B,T,context],
/// guidance [B]. Out: out_sample [B,C',h,w].
/// </summary>
/// <param name="InnerWidth">Of the small network.</param>
/// <param name="InnerLayers">Of the small network.</param>
internal sealed record ChromaTransformer(string Prefix, int InChannels, int OutChannels, int Width, int Heads, int MlpWidth,
    int DoubleBlocks, int SingleBlocks, int ContextWidth, int InnerWidth, int InnerLayers)
    : DenoiserNetwork(Prefix, InChannels, OutChannels, ContextWidth)
{
    public const string GuidanceInput = "guidance";

    private const string Approximator = "distilled_guidance_layer.";
    private const float Epsilon = 1.1920929e-7f;
    private const float Thousandths = 1000;
    private const int NumberWaves = 16;
    private const int IndexWaves = 32;

    // the cosines' arguments go to 343000, so that the last bit of a speed shows: these are the ones that the model was trained with
    private static readonly uint[] Speeds =
    [
        0x3f800000, 0x3f0ff59a, 0x3ea1e89b, 0x3e361887, 0x3dcccccc, 0x3d6655c1, 0x3d0186e2, 0x3c91ad3a, 0x3c23d70a, 0x3bb8449a, 0x3b4f3e33,
        0x3ae91528, 0x3a83126e, 0x3a136a14, 0x39a5cb60, 0x393a7753,
    ];

    public override BesideLayout LayoutBeside =>
        ChannelsBeside > OutChannels ? BesideLayout.ScaledPictureThenMaskSquares : BesideLayout.ScaledPicture;

    private FluxBody Body => new(InChannels, OutChannels, new FluxWidths(Width, Heads, MlpWidth), DoubleBlocks, SingleBlocks, ContextWidth);

    /// <summary>Three for each single block, twelve for each double one, two for the end.</summary>
    private int Vectors => (3 * SingleBlocks) + (12 * DoubleBlocks) + 2;

    /// <summary>Its own names, and those of FLUX.1 in diffusers' and other trainers' files.</summary>
    public override IEnumerable<LoraName> LoraNames(IEnumerable<string> layers, int place)
    {
        string[] own = [.. layers];
        return base.LoraNames(own, place).Concat(new FluxLayerNames(Body.Widths).All(DoubleBlocks, SingleBlocks, own));
    }

    public override void Build(OnnxGraph g, GraphPatches patches)
    {
        var timestep = g.Input(TimestepInput, ElementType.Float32, -1);
        var guidance = g.Input(GuidanceInput, ElementType.Float32, -1);
        var vectors = MadeVectors(g, timestep, guidance);
        Body.Build(g, patches, (name, parts) =>
        {
            var first = FirstOf(name);
            return [.. Enumerable.Range(first, parts).Select(at => g.Part(vectors, axis: 1, at, at + 1))];
        });
    }

    public override double WorkNumbers(int batch, double pixels, bool plainAttention) => Body.WorkNumbers(batch, pixels, plainAttention);

    /// <summary>Cosines and sines of the vectors' numbers, [vectors * 32].</summary>
    internal static float[] IndexWavesOf(int vectors)
    {
        var waves = new float[vectors * IndexWaves];
        for (var i = 0; i < vectors; i++)
        {
            for (var k = 0; k < Speeds.Length; k++)
            {
                var angle = Thousandths * i * BitConverter.UInt32BitsToSingle(Speeds[k]);
                waves[(i * IndexWaves) + k] = MathF.Cos(angle);
                waves[(i * IndexWaves) + Speeds.Length + k] = MathF.Sin(angle);
            }
        }
        return waves;
    }

    /// <summary>[B,vectors,width].</summary>
    private Value MadeVectors(OnnxGraph g, Value timestep, Value guidance)
    {
        Value Waves(Value numbers) => g.Op("Reshape",
            [g.Sinusoids(g.Multiply(numbers, g.Scalar(Thousandths)), NumberWaves), g.Constant([-1, 1, NumberWaves])]);
        // as many rows as the longer of both has
        var told = g.Op("Concat", [Spread(g, Waves(timestep), guidance), Spread(g, Waves(guidance), timestep)], OrtAttribute.Int("axis",
            2));
        var batch = g.BatchOf(told);
        var numbers = g.Op("Expand", [told, g.Joined(batch, g.Constant([Vectors, 2 * NumberWaves]))]);
        var indices = g.Op("Expand",
            [g.Constant(IndexWavesOf(Vectors), 1, Vectors, IndexWaves), g.Joined(batch, g.Constant([Vectors, IndexWaves]))]);
        var input = g.Op("Concat", [numbers, indices], OrtAttribute.Int("axis", 2));
        const int inputWidth = (2 * NumberWaves) + IndexWaves;
        var x = g.Linear(g.Op("Reshape", [input, g.Constant([-1, inputWidth])]), Approximator + "in_proj", inputWidth, InnerWidth);
        for (var layer = 0; layer < InnerLayers; layer++)
        {
            var norm = $"{Approximator}norms.{layer}.";
            var normal = g.RmsNorm(x, norm + (g.Has(norm + "scale") ? "scale" : "weight"), InnerWidth, Epsilon);
            var name = $"{Approximator}layers.{layer}.";
            var inner = g.Silu(g.Linear(normal, name + "in_layer", InnerWidth, InnerWidth));
            x = g.Add(x, g.Linear(inner, name + "out_layer", InnerWidth, InnerWidth));
        }
        return g.Op("Reshape", [g.Linear(x, Approximator + "out_proj", InnerWidth, Width), g.Constant([-1, Vectors, Width])]);
    }

    /// <summary>[1 or B,1,n] with a row for each of the other's numbers, where it has one row only.</summary>
    private static Value Spread(OnnxGraph g, Value waves, Value other) =>
        g.Op("Expand", [waves, g.Joined(g.SizeOf(other, 0), g.Constant([1, 1]))]);

    /// <summary>Where a layer's vectors begin: single blocks, the pictures of double ones, their texts, the end.</summary>
    private int FirstOf(string layer)
    {
        var parts = layer.Split('.');
        var afterSingles = 3 * SingleBlocks;
        return parts switch
        {
            ["single_blocks", var block, ..] => 3 * int.Parse(block, provider: null),
            ["double_blocks", var block, "img_mod", ..] => afterSingles + (6 * int.Parse(block, provider: null)),
            ["double_blocks", var block, "txt_mod", ..] => afterSingles + (6 * DoubleBlocks) + (6 * int.Parse(block, provider: null)),
            _ => Vectors - 2,
        };
    }
}
