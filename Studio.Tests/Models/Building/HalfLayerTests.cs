using Studio.Engine.Models.Building;
using Studio.Engine.Runtime;
using Studio.Engine.Tensors;
using Studio.Tests.Support;

namespace Studio.Tests.Models.Building;

/// <summary>Each layer in half precision against itself in float32, also with activations that half precision cannot hold.</summary>
public sealed class HalfLayerTests : IDisposable
{
    private const int Width = 64;
    private const int Heads = 2;

    private static readonly Dictionary<string, Func<OnnxGraph, Value, Value>> Rows = new(StringComparer.Ordinal)
    {
        ["linear"] = (g, x) => g.Linear(x, "square", Width, Width),
        ["layer norm"] = (g, x) => g.LayerNorm(x, "norm", Width),
        ["RMS norm"] = (g, x) => g.RmsNorm(x, "norm.weight", Width, 1e-6f),
        ["quick GELU"] = (g, x) => g.QuickGelu(x),
        ["gated GELU"] = (g, x) => g.GeGlu(x, "gated", Width, Width),
        ["fused attention"] = (g, x) => g.Attend(x, x, x, g.Constant([2]), Width, Heads),
        ["plain attention"] = (g, x) => g.Op("Reshape", [PlainAttend(g, x), g.Constant([-1, Width])]),
    };

    private static readonly Dictionary<string, Func<OnnxGraph, Value, Value>> Pictures = new(StringComparer.Ordinal)
    {
        ["convolution"] = (g, x) => g.Conv2d(x, "conv", Width, Width),
        ["group norm"] = (g, x) => g.GroupNorm(x, "norm", Width, 1e-6f),
        ["SiLU"] = (g, x) => g.Silu(x),
        ["upsampling"] = (g, x) => g.Upsample(x),
        ["rows and back"] = (g, x) => g.ToRows(x, Width) is var (rows, back) ? back(g.Linear(rows, "square", Width, Width)) : x,
    };

    private static readonly Dictionary<HalfRun, double> Limits = new()
    {
        [HalfRun.Float16] = 1e-3,
        [HalfRun.BFloat16] = 1e-2,
        [HalfRun.Float16AsItIs] = 1e-3,
    };

    private readonly TemporaryFolder _folder = new();
    private readonly string _file;

    public HalfLayerTests() => _file = HalfRuns.Write(_folder, "F16", ("square.weight", [Width, Width]), ("square.bias", [Width]),
        ("norm.weight", [Width]), ("norm.bias", [Width]), ("gated.weight", [2 * Width, Width]), ("gated.bias", [2 * Width]),
        ("conv.weight", [Width, Width, 3, 3]), ("conv.bias", [Width]));

    public static TheoryData<HalfRun, string> Layers
    {
        get
        {
            var layers = new TheoryData<HalfRun, string>();
            foreach (var run in Enum.GetValues<HalfRun>())
            {
                foreach (var layer in Rows.Keys.Concat(Pictures.Keys))
                    layers.Add(run, layer);
            }
            return layers;
        }
    }

    public static TheoryData<HalfRun> Runs => new(Enum.GetValues<HalfRun>());

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Layers))]
    public void Layer_InHalfPrecision_IsNearFloat32(HalfRun run, string layer) => AssertNear(run, layer, Waves(layer, 1));

    /// <summary>Their squares are beyond float16.</summary>
    [Theory]
    [MemberData(nameof(Runs))]
    public void Norms_OfActivationsNearTheLimit_DoNotOverflow(HalfRun run)
    {
        foreach (var layer in (string[])["layer norm", "RMS norm", "group norm"])
            AssertNear(run, layer, Waves(layer, 3e4f));
    }

    /// <summary>Their squares are 0 in float16, and so is an epsilon of 1e-8.</summary>
    [Theory]
    [MemberData(nameof(Runs))]
    public void Norms_OfTinyActivations_KeepTheirEpsilon(HalfRun run)
    {
        foreach (var layer in (string[])["layer norm", "RMS norm", "group norm"])
            AssertNear(run, layer, Waves(layer, 1e-3f));
    }

    /// <summary>Scores of 170000: what a product in float16 makes of them is infinite, and the softmax of that no number.</summary>
    [Theory]
    [MemberData(nameof(Runs))]
    public void PlainAttention_OfLargeScores_DoesNotOverflow(HalfRun run) => AssertNear(run, "plain attention",
        Waves("plain attention", 250));

    [Fact]
    public void RoundingGraph_OfSumsInFloat16_ShowsTheOverflow()
    {
        // the same layers written without float32 inside: if this held, the tests above would show nothing
        static Value Scores(OnnxGraph g, Value x) => g.Op("Softmax", [g.Op("MatMul",
            [g.Linear(x, "square", Width, Width), g.Op("Transpose", [g.Linear(x, "square", Width, Width)])])]);
        static Value Squares(OnnxGraph g, Value x) => g.Op("Sqrt", [g.Op("ReduceMean",
            [g.Multiply(g.Linear(x, "square", Width, Width), g.Linear(x, "square", Width, Width)), g.Constant([-1])])]);
        foreach (var naive in (Func<OnnxGraph, Value, Value>[])[Scores, Squares])
        {
            Assert.True(IsFinite(Run(HalfRun.Float16AsItIs, naive, Waves("linear", 1000))));
            Assert.False(IsFinite(Run(HalfRun.Float16, naive, Waves("linear", 1000))));
        }
    }

    private static bool IsFinite(Tensor tensor) => Array.TrueForAll(tensor.Span.ToArray(), float.IsFinite);

    private static Value PlainAttend(OnnxGraph g, Value rows)
    {
        var tokens = g.Op("Reshape", [rows, g.Constant([2, -1, Width])]);
        var mask = g.Constant([0, -1e9f, 0, 0, 0], 1, 5);
        return g.PlainAttend(tokens, tokens, tokens, Width, Heads, mask);
    }

    private static Tensor Waves(string layer, float scale)
    {
        var waves = Rows.ContainsKey(layer) ? TinyModelTests.Waves(10, Width) : TinyModelTests.Waves(1, Width, 3, 5);
        foreach (ref var value in waves.Span)
            value *= scale / 2;
        return waves;
    }

    private void AssertNear(HalfRun run, string layer, Tensor x)
    {
        var build = Rows.TryGetValue(layer, out var rows) ? rows : Pictures[layer];
        var (expected, actual) = (Run(null, build, x, run.Type()), Run(run, build, x));
        Compare.AssertRelativeError(expected, actual, Limits[run]);
    }

    /// <summary>The layer on x, which half precision has rounded already when it gets there.</summary>
    private Tensor Run(HalfRun? run, Func<OnnxGraph, Value, Value> build, Tensor x, ElementType? rounded = null)
    {
        void Describe(OnnxGraph g)
        {
            var input = g.Input("x", ElementType.Float32, [.. x.Shape.ToArray().Select(size => (long)size)]);
            var type = run?.Type() ?? rounded!.Value;
            var given = g.Op("Cast", [input], OrtAttribute.Int("to", (long)type));
            if (run is null)
                given = g.Op("Cast", [given], OrtAttribute.Int("to", (long)ElementType.Float32));
            g.Output("y", build(g, given));
        }
        return HalfRuns.Run(_file, "", Describe, run, [NamedInput.Of("x", x)])[0];
    }
}
