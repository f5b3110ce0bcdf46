using Studio.Engine.Models.Building;
using Studio.Engine.Runtime;

namespace Studio.Engine.Models.Diagrams;

/// <summary>
/// The vision tower of Qwen2.5-VL (arXiv:2502.13923): squares of a picture, most layers looking at windows of 8 x 8 of them and a few at
/// all. In: patches [W*64,1176], each window's squares in groups of four; places [W*64,2], their rows and columns; is_there [W*64], 0 for
/// what fills windows up at the picture's ends. Out: tokens [W*16,width of the text encoder], one of each group.
/// </summary>
/// <param name="MlpWidth">Of the gated feed-forward.</param>
/// <param name="TextWidth">Of the text encoder's tokens.</param>
internal sealed record QwenVision(string Prefix, int Width, int Layers, int MlpWidth, int TextWidth)
    : Network(NetworkRole.QwenVision, Prefix)
{
    public const string PatchesInput = "patches";
    public const string PlacesInput = "places";
    public const string PresenceInput = "is_there";
    public const string Result = "tokens";

    /// <summary>Pixels of a square's side.</summary>
    public const int Square = 14;

    /// <summary>Squares of a window's side, and of the side of a group that becomes one token.</summary>
    public const int WindowSide = 8;
    public const int GroupSide = 2;

    private const int Frames = 2;
    private const int Colors = 3;
    private const int HeadWidth = 80;
    private const int GlobalEvery = 8;
    private const int Window = WindowSide * WindowSide;
    private const int Group = GroupSide * GroupSide;
    private const float Epsilon = 1e-6f;
    private const double Theta = 10000;

    /// <summary>Of a square: by colour, frame, row, column; a picture is the same frame twice.</summary>
    public const int Numbers = Colors * Frames * Square * Square;

    public override NetworkPrecision Precision => NetworkPrecision.WideRange;

    public override void Build(OnnxGraph g, GraphPatches patches)
    {
        var squares = g.Input(PatchesInput, ElementType.Float32, -1, Numbers);
        var positions = Positions(g, g.Input(PlacesInput, ElementType.Float32, -1, 2));
        var presence = g.Input(PresenceInput, ElementType.Float32, -1);
        var filters = g.Weight("patch_embed.proj.weight", Width, Colors, Frames, Square, Square);
        var weight = g.Op("Reshape", [filters, g.Constant([Width, Numbers])]);
        var x = g.Op("Gemm", [squares, weight], OrtAttribute.Int("transB", 1));
        var (ofWindows, ofAll) = (Mask(g, presence, Window), Mask(g, presence, -1));
        for (var layer = 0; layer < Layers; layer++)
        {
            var (name, isGlobal) = ($"blocks.{layer}.", (layer + 1) % GlobalEvery == 0);
            x = g.Add(x, Attention(g, Norm(g, x, name + "norm1"), name + "attn.", positions, isGlobal ? ofAll : ofWindows, !isGlobal));
            x = g.Add(x, FeedForward(g, Norm(g, x, name + "norm2"), name + "mlp."));
        }
        const int joined = Group;
        var groups = g.Op("Reshape", [Norm(g, x, "merger.ln_q"), g.Constant([-1, joined * Width])]);
        var inner = g.Op("Gelu", [g.Linear(groups, "merger.mlp.0", joined * Width, joined * Width)]);
        g.Output(Result, g.Linear(inner, "merger.mlp.2", joined * Width, TextWidth));
    }

    private static RotaryPositions Positions(OnnxGraph g, Value places)
    {
        const int perAxis = HeadWidth / 4;
        float[] speeds = [.. Enumerable.Range(0, perAxis).Select(i => (float)Math.Pow(Theta, -2.0 * i / (HeadWidth / 2)))];
        long[] axes = [.. Enumerable.Repeat(0L, perAxis), .. Enumerable.Repeat(1L, perAxis)];
        var angles = RotaryPositions.Angles(g, places, axes, [.. speeds, .. speeds]);
        return RotaryPositions.Of(g, angles) with { IsOfNeighbours = false };
    }

    /// <summary>[W,1,1,length], added to scores: what fills up is not seen.</summary>
    private static Value Mask(OnnxGraph g, Value presence, int length)
    {
        var missing = g.Op("Sub", [presence, g.Scalar(1)]);
        return g.Op("Reshape", [g.Multiply(missing, g.Scalar(float.MaxValue / 4)), g.Constant([length < 0 ? 1 : -1, 1, 1, length])]);
    }

    private Value Attention(OnnxGraph g, Value rows, string name, RotaryPositions positions, Value mask, bool inWindows)
    {
        var heads = Width / HeadWidth;
        var all = g.Linear(rows, name + "qkv", Width, 3 * Width);
        Value Part(int part) => g.Op("Reshape", [g.Part(all, axis: 1, part * Width, (part + 1) * Width), g.Constant([1, -1, Width])]);
        Value Windows(Value tokens) => inWindows ? g.Op("Reshape", [tokens, g.Constant([-1, Window, Width])]) : tokens;
        var mixed = g.PlainAttend(Windows(positions.Turn(g, Part(0), heads)), Windows(positions.Turn(g, Part(1), heads)), Windows(Part(2)),
            Width, heads, mask);
        return g.Linear(g.Op("Reshape", [mixed, g.Constant([-1, Width])]), name + "proj", Width, Width);
    }

    private Value FeedForward(OnnxGraph g, Value rows, string name)
    {
        var gate = g.Silu(g.Linear(rows, name + "gate_proj", Width, MlpWidth));
        return g.Linear(g.Multiply(gate, g.Linear(rows, name + "up_proj", Width, MlpWidth)), name + "down_proj", MlpWidth, Width);
    }

    private Value Norm(OnnxGraph g, Value x, string name) => g.RmsNorm(x, name + ".weight", Width, Epsilon);
}
