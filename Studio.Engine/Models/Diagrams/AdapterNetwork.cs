using Studio.Engine.Models.Building;
using Studio.Engine.Runtime;
using Studio.Engine.Tensors;

namespace Studio.Engine.Models.Diagrams;

/// <summary>
/// T2I-Adapter (Mou et al. 2023, arXiv:2302.08453): a small network of its own that gives a UNet features of the hint at four sizes. It
/// sees neither noise nor text.
/// </summary>
/// <param name="InChannels">Those of the hint, times the pixels of a patch, which become one.</param>
/// <param name="Channels">At the first size: the UNet's own there.</param>
/// <param name="IsXl">For SDXL, whose three levels it meets at other places, beginning one level lower.</param>
internal abstract record AdapterNetwork(string Prefix, int InChannels, int Channels, bool IsXl) : ControlNetwork(Prefix)
{
    private const int LevelsOfXl = 3;
    private const int UsualLevels = 4;

    /// <summary>How many sizes there are.</summary>
    protected const int Sizes = 4;

    public override bool ReadsHintAlone => true;

    public override IReadOnlyList<string> Points => IsXl
        ? [ControlPoint.Block(3), ControlPoint.Block(5), ControlPoint.Block(8), ControlPoint.Middle]
        : [ControlPoint.Block(2), ControlPoint.Block(5), ControlPoint.Block(8), ControlPoint.Block(11)];

    private int Patch => IsXl ? 16 : 8;

    /// <summary>Channels at a size.</summary>
    protected int At(int size) => Channels * Math.Min(1 << size, 4);

    /// <summary>[B,InChannels,H,W]: the pixels of each square patch as channels, those of one colour side by side.</summary>
    public override Tensor Hint(Tensor pixels, int height, int width)
    {
        var colours = InChannels / (Patch * Patch);
        var planes = colours == 1 && pixels.Size(-1) > 1
            ? Grey(Planes(pixels, height, width, pixels.Size(-1), Patch))
            : Planes(pixels, height, width, colours, Patch);
        var (rows, columns) = (planes.Size(2) / Patch, planes.Size(3) / Patch);
        var result = new Tensor(planes.Size(0), InChannels, rows, columns);
        for (var i = 0; i < planes.Length; i++)
        {
            var (x, y, plane) = (i % planes.Size(3), i / planes.Size(3) % planes.Size(2), i / (planes.Size(3) * planes.Size(2)));
            var channel = (((plane * Patch) + (y % Patch)) * Patch) + (x % Patch);
            result.Span[(((channel * rows) + (y / Patch)) * columns) + (x / Patch)] = planes.Span[i];
        }
        return result;
    }

    public override NetworkRecipe On(NetworkRecipe own, NetworkRecipe model) =>
        model.Network is UNet unet && unet.ModelChannels == Channels && unet.Levels == (IsXl ? LevelsOfXl : UsualLevels)
            ? own
            : throw ControlMisfit.Of(own, model);

    public override void Build(OnnxGraph g, GraphPatches patches)
    {
        var (x, strength) = (Begin(g, g.Input(HintInput, ElementType.Float32, -1, InChannels, -1, -1)), Strength(g));
        for (var size = 0; size < Sizes; size++)
        {
            x = Features(g, x, size);
            Give(g, Points[size], x, strength);
        }
    }

    /// <summary>What stands before the first size.</summary>
    protected virtual Value Begin(OnnxGraph g, Value x) => x;

    /// <summary>From one size to the next.</summary>
    protected abstract Value Features(OnnxGraph g, Value x, int size);

    /// <summary>
    /// Half the size by means of four pixels; a side of odd length gets a row of zeros at both ends, of which the last may be left over.
    /// </summary>
    protected static Value Halve(OnnxGraph g, Value x)
    {
        var odd = g.Op("Mod", [g.Op("Shape", [x], OrtAttribute.Int("start", 2), OrtAttribute.Int("end", 4)), g.Constant([2])]);
        var none = g.Constant([0, 0]);
        var padded = g.Op("Pad", [x, g.Op("Concat", [none, odd, none, odd], OrtAttribute.Int("axis", 0))]);
        return g.InFloat32(() => g.Op("AveragePool", [padded], OrtAttribute.Ints("kernel_shape", 2, 2),
            OrtAttribute.Ints("strides", 2, 2)));
    }

    protected static Value Relu(OnnxGraph g, Value x) => g.Op("Relu", [x]);

    private static Tensor Grey(Tensor planes)
    {
        var (channels, plane) = (planes.Size(1), planes.Size(2) * planes.Size(3));
        var grey = new Tensor(planes.Size(0), 1, planes.Size(2), planes.Size(3));
        for (var i = 0; i < planes.Length; i++)
            grey.Span[(i / (channels * plane) * plane) + (i % plane)] += planes.Span[i] / channels;
        return grey;
    }
}
