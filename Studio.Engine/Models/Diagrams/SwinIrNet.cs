using Studio.Engine.Models.Building;
using Studio.Engine.Runtime;

namespace Studio.Engine.Models.Diagrams;

/// <summary>How SwinIR's last layers make the picture.</summary>
internal enum SwinIrEnd
{
    /// <summary>A correction of the picture at its own size.</summary>
    Residual,

    /// <summary>Convolutions, each followed by a pixel shuffle ("classical").</summary>
    PixelShuffle,

    /// <summary>One convolution and one pixel shuffle ("lightweight").</summary>
    PixelShuffleDirect,

    /// <summary>Doublings by nearest pixels, with convolutions ("real").</summary>
    Nearest,
}

/// <summary>
/// SwinIR (Liang et al. 2021, arXiv:2108.10257): groups of windowed transformer blocks between a first convolution and one of four ends.
/// </summary>
/// <param name="Width">Channels of a token.</param>
/// <param name="Depths">Blocks of each group.</param>
/// <param name="Heads">Attention heads of each group's blocks.</param>
/// <param name="Window">Side of the windows, 7, 8 or 16.</param>
/// <param name="Factor">How much larger the end makes the picture.</param>
internal sealed record SwinIrNet(int Width, IReadOnlyList<int> Depths, IReadOnlyList<int> Heads, int Window, int MlpWidth, SwinIrEnd End,
    int Factor) : UpscaleNetwork(Factor)
{
    private const int Colours = 3;
    private const float Slope = 0.2f;
    private const float SlopeBeforeUpsampling = 0.01f;

    // of the set that it was trained on
    private static readonly float[] Mean = [0.4488f, 0.4371f, 0.4040f];

    /// <summary>Channels of the last layers; 0 when they have the tokens' width.</summary>
    public int Features { get; init; }

    public override int MultipleOf => Window;

    public override int LeastSide => 16;

    /// <summary>Attention's scores with biases, mask and softmax, or in and out of a convolution at full size.</summary>
    public override double NumbersPerPixel => Math.Max(
        (3.0 * Heads.Max() * Window * Window) + (4 * Width), 3.0 * Features * Scale * Scale);

    // those for JPEG, the only ones with windows of 7, were trained on 0..255
    private float Range => Window == 7 ? 255 : 1;

    public override void Build(OnnxGraph g, GraphPatches patches)
    {
        var image = g.Input(ImageInput, ElementType.Float32, 1, Colours, -1, -1);
        var mean = g.Constant(Mean, 1, Colours, 1, 1);
        var normal = g.Multiply(g.Op("Sub", [image, mean]), g.Scalar(Range));
        var first = g.Conv2d(normal, "conv_first", Colours, Width);
        var deep = g.Add(Body(g, first), first);
        var result = End switch
        {
            SwinIrEnd.PixelShuffle => Shuffled(g, deep),
            SwinIrEnd.PixelShuffleDirect => g.PixelShuffle(g.Conv2d(deep, "upsample.0", Width, Colours * Scale * Scale), Scale),
            SwinIrEnd.Nearest => Doubled(g, deep),
            _ => g.Add(normal, g.Conv2d(deep, "conv_last", Width, Colours)),
        };
        g.Output(Result, g.InFloat32(() => g.Add(g.Multiply(result, g.Scalar(1 / Range)), mean)));
    }

    /// <summary>All groups of blocks on the tokens of [1,C,H,W], one token for each pixel.</summary>
    private Value Body(OnnxGraph g, Value first)
    {
        var (rows, back) = g.ToRows(first, Width);
        if (g.Has("patch_embed.norm.weight"))
            rows = g.LayerNorm(rows, "patch_embed.norm", Width);
        var windows = new SwinWindows(g, first, Width, Window);
        for (var group = 0; group < Depths.Count; group++)
        {
            var x = rows;
            for (var block = 0; block < Depths[group]; block++)
                x = windows.Block(x, $"layers.{group}.residual_group.blocks.{block}.", Heads[group], MlpWidth, isShifted: block % 2 == 1);
            var (changed, _) = g.ToRows(Convolutions(g, back(x), $"layers.{group}.conv"), Width);
            rows = g.Add(changed, rows);
        }
        return Convolutions(g, back(g.LayerNorm(rows, "norm", Width)), "conv_after_body");
    }

    /// <summary>One convolution or, in large models, three of which the middle ones are narrow.</summary>
    private Value Convolutions(OnnxGraph g, Value x, string name)
    {
        if (!g.Has(name + ".0.weight"))
            return g.Conv2d(x, name, Width, Width);
        var narrow = Width / 4;
        x = g.LeakyRelu(g.Conv2d(x, name + ".0", Width, narrow), Slope);
        x = g.LeakyRelu(g.Conv2d(x, name + ".2", narrow, narrow, kernel: 1), Slope);
        return g.Conv2d(x, name + ".4", narrow, Width);
    }

    private Value BeforeUpsampling(OnnxGraph g, Value x) =>
        g.LeakyRelu(g.Conv2d(x, "conv_before_upsample.0", Width, Features), SlopeBeforeUpsampling);

    /// <summary>By two as often as that goes, or by three.</summary>
    private Value Shuffled(OnnxGraph g, Value x)
    {
        x = BeforeUpsampling(g, x);
        var step = Scale % 3 == 0 ? 3 : 2;
        for (var (layer, done) = (0, 1); done < Scale; layer += 2, done *= step)
            x = g.PixelShuffle(g.Conv2d(x, $"upsample.{layer}", Features, Features * step * step), step);
        return g.Conv2d(x, "conv_last", Features, Colours);
    }

    private Value Doubled(OnnxGraph g, Value x)
    {
        x = BeforeUpsampling(g, x);
        for (var (layer, done) = (1, 1); done < Scale; layer++, done *= 2)
            x = g.LeakyRelu(g.Conv2d(g.Upsample(x), $"conv_up{layer}", Features, Features), Slope);
        return g.Conv2d(g.LeakyRelu(g.Conv2d(x, "conv_hr", Features, Features), Slope), "conv_last", Features, Colours);
    }
}
