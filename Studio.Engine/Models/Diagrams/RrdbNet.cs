using Studio.Engine.Models.Building;
using Studio.Engine.Runtime;

namespace Studio.Engine.Models.Diagrams;

/// <summary>
/// The generator of ESRGAN (Wang et al. 2018, arXiv:1809.00219): residual blocks of dense blocks, then doublings by nearest pixels.
/// Real-ESRGAN (Wang et al. 2021, arXiv:2107.10833) puts squares of pixels into channels first, for smaller factors. Files of ESRGAN+
/// (Rakotonirina and Rasoanaivo 2020, arXiv:2001.08073) have a 1x1 convolution more in each dense block.
/// </summary>
/// <param name="Features">Channels of the trunk, 64 as published.</param>
/// <param name="Growth">Channels that each convolution of a dense block adds, 32 as published.</param>
/// <param name="Doublings">Of the size, behind the trunk.</param>
/// <param name="Unshuffle">Side of the squares that become channels, 1, 2 or 4.</param>
internal sealed record RrdbNet(int Features, int Growth, int Blocks, int Doublings, int Unshuffle)
    : UpscaleNetwork((1 << Doublings) / Unshuffle)
{
    private const int Colours = 3;
    private const float Slope = 0.2f;
    private const float Residual = 0.2f;

    public override int MultipleOf => Unshuffle;

    public override int LeastSide => 2;

    /// <summary>A dense block's joined inputs, or in and out of a convolution at full size.</summary>
    public override double NumbersPerPixel =>
        Math.Max((5 * Features) + (10 * Growth), 3.0 * Features * (1 << (2 * Doublings))) / (Unshuffle * Unshuffle);

    public override void Build(OnnxGraph g, GraphPatches patches)
    {
        var image = g.Input(ImageInput, ElementType.Float32, 1, Colours, -1, -1);
        var x = g.PixelUnshuffle(image, Colours, Unshuffle);
        var first = g.Conv2d(x, "conv_first", Colours * Unshuffle * Unshuffle, Features);
        x = first;
        for (var block = 0; block < Blocks; block++)
            x = Scaled(g, x, Enumerable.Range(1, 3).Aggregate(x, (inner, dense) => DenseBlock(g, inner, $"body.{block}.rdb{dense}.")));
        x = g.Add(first, g.Conv2d(x, "conv_body", Features, Features));
        for (var doubling = 1; doubling <= Doublings; doubling++)
            x = g.LeakyRelu(g.Conv2d(g.Upsample(x), $"conv_up{doubling}", Features, Features), Slope);
        x = g.LeakyRelu(g.Conv2d(x, "conv_hr", Features, Features), Slope);
        g.Output(Result, g.Conv2d(x, "conv_last", Features, Colours));
    }

    private static Value Scaled(OnnxGraph g, Value x, Value change) => g.Add(g.Multiply(change, g.Scalar(Residual)), x);

    /// <summary>Each convolution sees the input and what all before it made.</summary>
    private Value DenseBlock(OnnxGraph g, Value x, string name)
    {
        List<Value> seen = [x];
        for (var layer = 1; layer < 5; layer++)
        {
            var made = g.LeakyRelu(g.Conv2d(Joined(g, seen), $"{name}conv{layer}", Features + ((layer - 1) * Growth), Growth), Slope);
            if (layer is 2 or 4 && g.Has(name + "conv1x1.weight"))
                made = g.Add(made, layer == 2 ? Shortcut(g, x, name) : seen[2]);
            seen.Add(made);
        }
        return Scaled(g, x, g.Conv2d(Joined(g, seen), name + "conv5", Features + (4 * Growth), Features));
    }

    private Value Shortcut(OnnxGraph g, Value x, string name) =>
        g.Op("Conv", [x, g.Weight(name + "conv1x1.weight", Growth, Features, 1, 1)], OrtAttribute.Ints("kernel_shape", 1, 1));

    private static Value Joined(OnnxGraph g, List<Value> values) =>
        values.Count == 1 ? values[0] : g.Op("Concat", [.. values], OrtAttribute.Int("axis", 1));
}
