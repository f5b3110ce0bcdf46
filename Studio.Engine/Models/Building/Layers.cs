using Studio.Engine.Runtime;

namespace Studio.Engine.Models.Building;

/// <summary>
/// The layers that diffusion networks are made of. Pictures are [B,C,H,W]. Token lists are kept as rows [B*T,C], because then a linear
/// layer is one Gemm over the weight as PyTorch stores it ([out,in]) and nothing is transposed; only attention needs to know where a batch
/// entry ends.
/// </summary>
public static class Layers
{
    /// <summary>y = x W^T + b on rows [N,in] to [N,out].</summary>
    public static Value Linear(this OnnxGraph g, Value rows, string name, int from, int to, bool bias = true)
    {
        var weight = g.Weight(name + ".weight", to, from);
        var transposed = OrtAttribute.Int("transB", 1);
        return bias ? g.Op("Gemm", [rows, weight, g.Weight(name + ".bias", to)], transposed) : g.Op("Gemm", [rows, weight], transposed);
    }

    /// <summary>
    /// A square convolution that keeps the size (but for the stride), or with <paramref name="padding"/> given as top, left, bottom, right.
    /// </summary>
    public static Value Conv2d(this OnnxGraph g, Value x, string name, int from, int to, int kernel = 3, int stride = 1,
        long[]? padding = null)
    {
        // below, the transforms cost more than the products that they save
        const int fewestChannels = 16;
        var isPlain = kernel == 3 && stride == 1 && padding is null;
        if (g.Options.OwnConvolutions && isPlain && Math.Min(from, to) >= fewestChannels)
            return g.Op(OwnOperators.Domain, Conv3x3.OperatorName, Inputs());
        long same = kernel / 2;
        Value[] Inputs() => [x, g.Weight(name + ".weight", to, from, kernel, kernel), g.Weight(name + ".bias", to)];
        Value Convolve() => g.Op(
            "Conv",
            Inputs(),
            OrtAttribute.Ints("kernel_shape", kernel, kernel),
            OrtAttribute.Ints("strides", stride, stride),
            OrtAttribute.Ints("pads", padding ?? [same, same, same, same]));
        return g.WithoutBFloat16(Convolve);
    }

    /// <summary>
    /// Group normalization (Wu and He 2018, arXiv:1803.08494) over 32 groups, as instance normalization of the groups laid end to end: the
    /// form that has a kernel everywhere.
    /// </summary>
    public static Value GroupNorm(this OnnxGraph g, Value x, string name, int channels, float epsilon)
    {
        const int groups = 32;
        var ones = g.Shared("group ones", () => g.Constant(Enumerable.Repeat(1f, groups).ToArray()));
        var zeros = g.Shared("group zeros", () => g.Constant(new float[groups]));
        var grouped = g.Op("Reshape", [x, g.Constant([0, groups, -1])]);
        var normal = g.InFloat32(
            () => g.Op("InstanceNormalization", [grouped, ones, zeros], OrtAttribute.Float("epsilon", epsilon)));
        var back = g.Op("Reshape", [normal, g.Op("Shape", [x])]);
        return g.Add(g.Multiply(back, g.ChannelWeight(name + ".weight", channels)), g.ChannelWeight(name + ".bias", channels));
    }

    /// <summary>
    /// Layer normalization (Ba et al. 2016, arXiv:1607.06450) of each row. The operator itself computes mean and variance in float32 (its
    /// stash_type).
    /// </summary>
    public static Value LayerNorm(this OnnxGraph g, Value rows, string name, int width) => g.Op(
        "LayerNormalization",
        [rows, g.Weight(name + ".weight", width), g.Weight(name + ".bias", width)],
        OrtAttribute.Int("axis", -1),
        OrtAttribute.Float("epsilon", 1e-5f));

    /// <summary>Layer normalization over the last axis without weights, for layers whose scale and shift come from elsewhere.</summary>
    public static Value PlainLayerNorm(this OnnxGraph g, Value x, int width, float epsilon) => g.Op(
        "LayerNormalization",
        [x, g.Shared($"{width} ones", () => g.Constant(Enumerable.Repeat(1f, width).ToArray()))],
        OrtAttribute.Int("axis", -1),
        OrtAttribute.Float("epsilon", epsilon));

    /// <summary>
    /// Root mean square normalization (Zhang and Sennrich 2019, arXiv:1910.07467) over the last axis; the mean is computed in float32.
    /// </summary>
    /// <param name="weight">The whole name: files call it weight or scale.</param>
    public static Value RmsNorm(this OnnxGraph g, Value rows, string weight, int width, float epsilon) => g.Op(
        "SimplifiedLayerNormalization",
        [rows, g.Weight(weight, width)],
        OrtAttribute.Int("axis", -1),
        OrtAttribute.Float("epsilon", epsilon));

    public static Value Add(this OnnxGraph g, Value a, Value b) => g.Op("Add", [a, b]);

    public static Value Multiply(this OnnxGraph g, Value a, Value b) => g.Op("Mul", [a, b]);

    /// <summary>x sigmoid(x) (Elfwing et al. 2017, arXiv:1702.03118).</summary>
    public static Value Silu(this OnnxGraph g, Value x) => g.Multiply(x, g.Op("Sigmoid", [x]));

    /// <summary>x sigmoid(1.702 x): the GELU that OpenAI's CLIP was trained with.</summary>
    public static Value QuickGelu(this OnnxGraph g, Value x) => g.Multiply(x, g.Op("Sigmoid", [g.Multiply(x, g.Scalar(1.702f))]));

    /// <summary>The GELU by its approximation with a hyperbolic tangent (Hendrycks and Gimpel 2016, arXiv:1606.08415, section 2).</summary>
    public static Value GeluTanh(this OnnxGraph g, Value x) => g.Op("Gelu", [x], OrtAttribute.String("approximate", "tanh"));

    /// <summary>
    /// The gated feed-forward of Shazeer 2020 (arXiv:2002.05202): one projection, its first half times the GELU of its second.
    /// </summary>
    public static Value GeGlu(this OnnxGraph g, Value rows, string name, int width, int inner)
    {
        var both = g.Linear(rows, name, width, inner * 2);
        return g.Multiply(g.Part(both, axis: 1, 0, inner), g.Op("Gelu", [g.Part(both, axis: 1, inner, inner * 2)]));
    }

    /// <summary>Pictures [B,C,H,W] to rows [B*H*W,C], and what leads back.</summary>
    public static (Value Rows, Func<Value, Value> Back) ToRows(this OnnxGraph g, Value x, int channels)
    {
        var last = g.Op("Transpose", [x], OrtAttribute.Ints("perm", 0, 2, 3, 1));
        var shape = g.Op("Shape", [last]);
        var rows = g.Op("Reshape", [last, g.Constant([-1, channels])]);
        return (rows, result => g.Op("Transpose", [g.Op("Reshape", [result, shape])], OrtAttribute.Ints("perm", 0, 3, 1, 2)));
    }

    /// <summary>The batch size of a value, as a list of one number.</summary>
    public static Value BatchOf(this OnnxGraph g, Value x) => g.SizeOf(x, 0);

    /// <summary>One axis of a value, as a list of one number.</summary>
    public static Value SizeOf(this OnnxGraph g, Value x, int axis) =>
        g.Op("Shape", [x], OrtAttribute.Int("start", axis), OrtAttribute.Int("end", axis + 1));

    /// <summary>Lists of numbers as one: a shape from its axes.</summary>
    public static Value Joined(this OnnxGraph g, params ReadOnlySpan<Value> lists) => g.Op("Concat", lists, OrtAttribute.Int("axis", 0));

    /// <summary>What lies from one place to another along an axis.</summary>
    public static Value Part(this OnnxGraph g, Value x, int axis, int from, int to) =>
        g.Op("Slice", [x, g.Constant([from]), g.Constant([to]), g.Constant([axis])]);

    /// <summary>
    /// Sines and cosines of numbers [B] or [B,1] at falling frequencies, cosines first: [B,width] (Vaswani et al. 2017, arXiv:1706.03762,
    /// section 3.5).
    /// </summary>
    public static Value Sinusoids(this OnnxGraph g, Value numbers, int width)
    {
        var half = width / 2;
        var frequencies = Enumerable.Range(0, half).Select(i => (float)Math.Exp(-Math.Log(10000) * i / half)).ToArray();
        var angles = g.Multiply(g.Op("Reshape", [numbers, g.Constant([-1, 1])]), g.Constant(frequencies, 1, half));
        return g.Op("Concat", [g.Op("Cos", [angles]), g.Op("Sin", [angles])], OrtAttribute.Int("axis", 1));
    }

    /// <summary>
    /// In float16 what has grown beyond its range is brought back into it, for sums that go on through many layers; elsewhere nothing
    /// happens.
    /// </summary>
    public static Value Bounded(this OnnxGraph g, Value x)
    {
        var most = (float)Half.MaxValue;
        return g.Options.Compute is ElementType.Float16 ? g.Op("Clip", [x, g.Scalar(-most), g.Scalar(most)]) : x;
    }

    /// <summary>Twice the size, or another factor, by repeating pixels; or to the size of another picture, where sizes are odd.</summary>
    public static Value Upsample(this OnnxGraph g, Value x, Value? sizeOf = null, float factor = 2)
    {
        OrtAttribute[] nearest =
        [
            OrtAttribute.String("mode", "nearest"),
            OrtAttribute.String("nearest_mode", "floor"),
            OrtAttribute.String("coordinate_transformation_mode", "asymmetric"),
        ];
        if (sizeOf is not { } other)
            return g.WithoutBFloat16(() => g.Op("Resize", [x, default, g.Constant([1f, 1f, factor, factor])], nearest));
        var leading = g.Op("Shape", [x], OrtAttribute.Int("start", 0), OrtAttribute.Int("end", 2));
        var size = g.Op("Shape", [other], OrtAttribute.Int("start", 2), OrtAttribute.Int("end", 4));
        var joined = g.Op("Concat", [leading, size], OrtAttribute.Int("axis", 0));
        return g.WithoutBFloat16(() => g.Op("Resize", [x, default, default, joined], nearest));
    }

    /// <summary>
    /// In float32 where the network computes in bfloat16: opset 21 has no convolution of it, and the CUDA provider no resizing.
    /// </summary>
    private static Value WithoutBFloat16(this OnnxGraph g, Func<Value> build) =>
        g.Options.Compute is ElementType.BFloat16 ? g.InFloat32(build) : build();
}
