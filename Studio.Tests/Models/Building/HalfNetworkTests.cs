using Studio.Engine;
using Studio.Engine.Models;
using Studio.Engine.Models.Diagrams;
using Studio.Engine.Models.Building;
using Studio.Engine.Models.Files;
using Studio.Engine.Models.Patching;
using Studio.Engine.Runtime;
using Studio.Engine.Tensors;
using Studio.Tests.Support;

namespace Studio.Tests.Models.Building;

/// <summary>
/// Every network in half precision against itself in float32. Rounding alone makes at most 2.7e-3 and 2.5e-2 of these sizes, relative to
/// the length of the result; an overflow, a lost epsilon or a rounded timestep makes far more.
/// </summary>
public sealed class HalfNetworkTests(HalfNetworkTests.TinyFiles files) : IClassFixture<HalfNetworkTests.TinyFiles>
{
    public static TheoryData<HalfRun, double> Runs => new()
    {
        { HalfRun.Float16, 4e-3 },
        { HalfRun.BFloat16, 3e-2 },
        { HalfRun.Float16AsItIs, 4e-3 },
    };

    [Theory]
    [MemberData(nameof(Runs))]
    public void UNet_InHalfPrecision_IsNearFloat32(HalfRun run, double limit)
    {
        var unet = files.Networks.UNet();
        // 998.4 would be 998.5 in float16 and 1000 in bfloat16
        NamedInput[] inputs =
        [
            NamedInput.Of("sample", TinyModelTests.Waves(2, 4, 8, 6)),
            NamedInput.Of("timestep", new Tensor(new[] { 998.4f, 3.3f }, 2)),
            NamedInput.Of("encoder_hidden_states", TinyModelTests.Waves(2, 77, 8)),
        ];
        foreach (var plain in (bool[])[false, true])
            AssertNear(unet.Prefix, g => unet.Build(g, GraphPatches.None), run, limit, inputs, plain);
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void UNetVariant_InHalfPrecision_IsNearFloat32(HalfRun run, double limit)
    {
        var unet = files.Networks.UNet();
        ModelPatch[] patches = [new PerturbedAttention(1), new FreeU(1.2f, 1.4f, 0.9f, 0.2f, IsVersion2: true)];
        AssertNear(unet.Prefix, g => unet.Build(g, GraphPatches.Of(patches.Select(patch => patch.Graph!))), run, limit,
        [
            NamedInput.Of("sample", TinyModelTests.Waves(2, 4, 8, 8)),
            NamedInput.Of("timestep", new Tensor(new[] { 500f, 500f }, 2)),
            NamedInput.Of("encoder_hidden_states", TinyModelTests.Waves(2, 77, 8)),
            NamedInput.Of(new PerturbedAttention(1).Inputs(default)[0].Name, new Tensor(new[] { 0f, 1f }, 2)),
        ]);
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void Autoencoder_InHalfPrecision_IsNearFloat32(HalfRun run, double limit)
    {
        var shape = files.Networks.Autoencoder()!;
        var prefix = TinyModel.Family.Autoencoder.Prefix;
        AssertNear(prefix, g => Autoencoder.BuildDecoder(g, shape), run, limit,
            [NamedInput.Of("latent_sample", TinyModelTests.Waves(1, 4, 4, 6))]);
        AssertNear(prefix, g => Autoencoder.BuildEncoder(g, shape), run, limit,
            [NamedInput.Of("sample", TinyModelTests.Waves(1, 3, 32, 40))], plainAttention: true);
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void ClipText_InHalfPrecision_IsNearFloat32(HalfRun run, double limit)
    {
        var text = files.Networks.Text()!;
        AssertNear(text.Prefix, g => text.Build(g, GraphPatches.None), run, limit,
        [
            NamedInput.Of("input_ids", [.. Enumerable.Range(0, 77).Select(i => i * 600)], 1, 77),
            NamedInput.Of("embedding_positions", new long[] { 0, 5 }, 1, 2),
            NamedInput.Of("embedding_vectors", TinyModelTests.Waves(1, 8)),
        ]);
    }

    /// <summary>Kernels sum in float32 for sure only where they are given float32.</summary>
    [Fact]
    public void Networks_GiveNoSumOrExponentialHalfPrecision() => Describe(ElementType.Float16, (graph, build) =>
    {
        var seen = new RoundingGraph(graph);
        build(seen);
        Assert.Contains("Add", seen.HalfOperators);
        Assert.Empty(seen.HalfOperators.Intersect(
            ["Softmax", "InstanceNormalization", "ReduceMean", "ReduceSum", "Exp", "Sin", "Cos", "Pow"]));
    });

    /// <summary>The CPU provider cannot run bfloat16, but types are checked before kernels are looked for.</summary>
    [Fact]
    public void Networks_InBFloat16_LackNothingButKernels() => Describe(ElementType.BFloat16, (graph, build) =>
    {
        build(graph);
        var failure = Assert.Throws<EngineException>(() => graph.CreateSession(SessionSettings.Default));
        Assert.Contains("Could not find an implementation for", failure.Message, StringComparison.Ordinal);
    });

    private void Describe(ElementType compute, Action<OrtGraph, Action<IGraphBuilder>> check)
    {
        using var opened = TensorFile.Open(files.Float16);
        foreach (var network in files.Networks.Networks.Where(network => network is not VaeEncoder))
        {
            using var weights = new Weights(opened, network.Prefix, KeptTypes.Half, WeightEditors.None, CancellationToken.None);
            using var graph = new OrtGraph();
            check(graph, builder => network.Build(
                new OnnxGraph(builder, weights, new GraphOptions(PlainAttention: true, compute)), GraphPatches.None));
        }
    }

    private void AssertNear(string prefix, Action<OnnxGraph> build, HalfRun run, double limit, NamedInput[] inputs,
        bool plainAttention = false)
    {
        var path = run is HalfRun.BFloat16 ? files.BFloat16 : files.Float16;
        var expected = HalfRuns.Run(path, prefix, build, null, inputs, plainAttention);
        var actual = HalfRuns.Run(path, prefix, build, run, inputs, plainAttention);
        for (var i = 0; i < expected.Count; i++)
            Compare.AssertRelativeError(expected[i], actual[i], limit);
    }

    /// <summary>The tiny checkpoint in both half types: activations alone are rounded, not weights once more.</summary>
    public sealed class TinyFiles : IDisposable
    {
        private readonly TemporaryFolder _folder = new();

        public TinyFiles()
        {
            Float16 = TinyModel.Write(_folder.Path, "F16", name: "f16.safetensors");
            BFloat16 = TinyModel.Write(_folder.Path, "BF16", name: "bf16.safetensors");
            Networks = ModelDetector.Detect(TensorFormats.Read(Float16));
        }

        public string Float16 { get; }

        public string BFloat16 { get; }

        public ModelFamily Networks { get; }

        public void Dispose() => _folder.Dispose();
    }
}
