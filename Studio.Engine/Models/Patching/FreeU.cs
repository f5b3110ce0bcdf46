using Studio.Engine.Models.Building;
using Studio.Engine.Runtime;

namespace Studio.Engine.Models.Patching;

/// <summary>
/// FreeU (Si et al. 2023, arXiv:2309.11497): on the way up the first half of the backbone's channels is made stronger, and the lowest
/// frequencies of the skip connections are scaled. 1 is for the widest levels (4 times the model's channels), 2 for the next ones (2
/// times).
/// </summary>
/// <param name="IsVersion2">The backbone's factor follows the mean of its channels instead of being the same everywhere.</param>
internal sealed record FreeU(float Backbone1, float Backbone2, float Skip1, float Skip2, bool IsVersion2) : ModelPatch
{
    public override GraphPatch Graph => new FreeUGraph(this);

    /// <summary>The factors at a level; null where nothing is done.</summary>
    public (float Backbone, float Skip)? At(int channels, int modelChannels)
    {
        if (channels == modelChannels * 4)
            return (Backbone1, Skip1);
        return channels == modelChannels * 2 ? (Backbone2, Skip2) : null;
    }

    private sealed record FreeUGraph(FreeU Factors) : GraphPatch
    {
        public override (Value X, Value Skip) Join(OnnxGraph g, Value x, Value skip, int channels, int modelChannels) =>
            Factors.Apply(g, x, skip, channels, modelChannels);
    }
}

/// <summary>The arithmetic of <see cref="FreeU"/>, eq. 4 to 6 of the paper.</summary>
internal static class FreeULayers
{
    /// <summary>The backbone [B,C,H,W] and the skip connection before they are joined.</summary>
    public static (Value X, Value Skip) Apply(this FreeU freeU, OnnxGraph g, Value x, Value skip, int channels, int modelChannels) =>
        freeU.At(channels, modelChannels) is { } factors
            ? (Strengthen(g, x, channels / 2, factors.Backbone, freeU.IsVersion2), ScaleLowFrequencies(g, skip, factors.Skip))
            : (x, skip);

    private static Value Strengthen(OnnxGraph g, Value x, int half, float strength, bool followsMean)
    {
        var axis = g.Constant([1]);
        var first = g.Op("Slice", [x, g.Constant([0]), g.Constant([half]), axis]);
        var rest = g.Op("Slice", [x, g.Constant([half]), g.Constant([int.MaxValue]), axis]);
        var factor = followsMean ? g.InFloat32(() => FollowMean(g, x, axis, strength)) : g.Scalar(strength);
        return g.Op("Concat", [g.Multiply(first, factor), rest], OrtAttribute.Int("axis", 1));
    }

    /// <summary>From 1 where the channels' mean is least to <paramref name="strength"/> where it is largest.</summary>
    private static Value FollowMean(OnnxGraph g, Value x, Value axis, float strength)
    {
        var mean = g.Op("ReduceMean", [x, axis]);
        var all = g.Constant([1, 2, 3]);
        var (least, most) = (g.Op("ReduceMin", [mean, all]), g.Op("ReduceMax", [mean, all]));
        var share = g.Op("Div", [g.Op("Sub", [mean, least]), g.Op("Sub", [most, least])]);
        return g.Add(g.Multiply(share, g.Scalar(strength - 1)), g.Scalar(1));
    }

    /// <summary>
    /// The filter scales the four frequencies (0 or -1 along each axis) around the centre of the shifted spectrum and takes the real part.
    /// That part of a picture is its projection on a constant and on one cosine and sine along y, along x, and along both: seven columns,
    /// so no transform is needed.
    /// </summary>
    private static Value ScaleLowFrequencies(OnnxGraph g, Value skip, float scale)
    {
        if (scale == 1)
            return skip;
        var shape = g.Op("Shape", [skip]);
        var basis = Basis(g, shape);
        var planes = g.Op("Reshape", [skip, g.Constant([0, 0, -1])]);
        var low = g.Op("MatMul", [g.Op("MatMul", [planes, basis]), g.Op("Transpose", [basis], OrtAttribute.Ints("perm", 1, 0))]);
        return g.Add(skip, g.Multiply(g.Op("Reshape", [low, shape]), g.Scalar(scale - 1)));
    }

    /// <summary>[H*W,7], divided by sqrt(H*W).</summary>
    private static Value Basis(OnnxGraph g, Value shape)
    {
        var (angleY, existsY, height) = Angles(g, shape, 2, [-1, 1]);
        var (angleX, existsX, width) = Angles(g, shape, 3, [1, -1]);
        var ones = g.Op("Expand", [g.Scalar(1), g.Op("Slice", [shape, g.Constant([2]), g.Constant([4])])]);
        Value Column(Value grid) => g.Op("Reshape", [g.Multiply(grid, ones), g.Constant([-1, 1])]);
        var both = g.Add(angleY, angleX);
        var existsBoth = g.Multiply(existsY, existsX);
        var columns = g.Op(
            "Concat",
            [
                Column(ones),
                Column(g.Multiply(g.Op("Cos", [angleY]), existsY)), Column(g.Multiply(g.Op("Sin", [angleY]), existsY)),
                Column(g.Multiply(g.Op("Cos", [angleX]), existsX)), Column(g.Multiply(g.Op("Sin", [angleX]), existsX)),
                Column(g.Multiply(g.Op("Cos", [both]), existsBoth)), Column(g.Multiply(g.Op("Sin", [both]), existsBoth)),
            ],
            OrtAttribute.Int("axis", 1));
        return g.Op("Div", [columns, g.Op("Sqrt", [g.Multiply(height, width)])]);
    }

    /// <summary>2 pi i / n along an axis; a side of one pixel has no frequency but 0.</summary>
    private static (Value Angles, Value Exists, Value Size) Angles(OnnxGraph g, Value shape, int axis, long[] spread)
    {
        var size = g.Op("Squeeze", [g.Op("Cast", [g.Op("Slice", [shape, g.Constant([axis]), g.Constant([axis + 1])])],
            OrtAttribute.Int("to", (long)ElementType.Float32))]);
        var steps = g.Op("Range", [g.Scalar(0), size, g.Scalar(1)]);
        var angles = g.Op("Div", [g.Multiply(steps, g.Scalar(MathF.Tau)), size]);
        return (g.Op("Reshape", [angles, g.Constant(spread)]), g.Op("Min", [g.Op("Sub", [size, g.Scalar(1)]), g.Scalar(1)]), size);
    }
}
