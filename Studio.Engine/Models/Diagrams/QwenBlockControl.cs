using Studio.Engine.Models.Building;
using Studio.Engine.Runtime;

namespace Studio.Engine.Models.Diagrams;

/// <summary>
/// A ControlNet for Qwen-Image of DiffSynth's kind: behind each of the model's blocks two layers that see the picture's tokens and a
/// hint's, both normalized, and whose result is added. It runs inside the model and has no inputs or outputs of its own.
/// </summary>
/// <param name="HintChannels">Those of the hint's latent, and behind them that of a mask.</param>
/// <param name="Layers">As many as the model has.</param>
internal sealed record QwenBlockControl(int Channels, int HintChannels, int Width, int Layers) : Network(NetworkRole.Patch, "")
{
    public const string HintInput = "hint";

    private const float Epsilon = 1e-6f;
    private const int Square = QwenImageTransformer.Side * QwenImageTransformer.Side;

    public bool ReadsMask => HintChannels > Channels;

    public override NetworkPrecision Precision => NetworkPrecision.WideRange;

    public override void Build(OnnxGraph g, GraphPatches patches) =>
        throw new InvalidOperationException("A model patch runs inside of a model only.");

    /// <summary>What is added [B,n,width] to the first n of the picture's tokens behind a block.</summary>
    /// <param name="names">What its weights and inputs begin with in the model's graph.</param>
    public Value Residual(OnnxGraph g, string names, Value picture, int block)
    {
        var layer = $"{names}controlnet_blocks.{block}.";
        var hint = g.Shared(names + "hint tokens", () => Hint(g, names, picture));
        var own = g.Op("Slice", [picture, g.Constant([0]), g.SizeOf(hint, 1), g.Constant([1])]);
        var seen = g.Add(g.RmsNorm(own, layer + "x_rms.weight", Width, Epsilon), g.RmsNorm(hint, layer + "y_rms.weight", Width, Epsilon));
        var inner = g.Op("Gelu", [g.Linear(g.Op("Reshape", [seen, g.Constant([-1, Width])]), layer + "input_proj", Width, Width)]);
        return Tokens(g, g.Linear(inner, layer + "output_proj", Width, Width), picture);
    }

    private Value Hint(OnnxGraph g, string names, Value picture)
    {
        var hint = g.Input(names + HintInput, ElementType.Float32, -1, HintChannels, -1, -1);
        var (_, squares) = Patches.Cut(g, hint, HintChannels, QwenImageTransformer.Side);
        return Tokens(g, g.Linear(squares, names + "img_in", HintChannels * Square, Width), picture);
    }

    private Value Tokens(OnnxGraph g, Value rows, Value picture) =>
        g.Op("Reshape", [rows, g.Joined(g.BatchOf(picture), g.Constant([-1, Width]))]);
}
