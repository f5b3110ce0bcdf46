using Studio.Engine;
using Studio.Engine.Models;
using Studio.Engine.Models.Diagrams;
using Studio.Engine.Models.Files;
using Studio.Engine.Runtime;
using Studio.Engine.Tensors;
using Studio.Tests.Support;

namespace Studio.Tests.Models.Building;

/// <summary>
/// Networks on a device with memory of its own, if only a software Vulkan driver's. <c>./studio test --all</c> runs them in a process of
/// their own, with the build of ONNX Runtime that has WebGPU (the variable names it); elsewhere there is no device, and they check nothing.
/// </summary>
[Trait("Category", "Long")]
[Trait("Category", "WebGpu")]
public sealed class WebGpuTests : IDisposable
{
    private const string LibraryVariable = "STUDIO_WEBGPU_LIBRARY";

    private static readonly Lazy<ProviderStatus?> Tried = new(() =>
    {
        if (Environment.GetEnvironmentVariable(LibraryVariable) is not { Length: > 0 } library)
            return null;
        OrtEnvironment.Configure(library);
        return ExecutionProviders.Status(ExecutionProvider.WebGpu);
    });

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Kernels of WebGPU add up in the type of their inputs, so float16 is a hundredth off, not a thousandth.</summary>
    [Theory]
    [InlineData(ElementType.Float32, 2e-4)]
    [InlineData(ElementType.Float16, 4e-2)]
    public void Networks_OnWebGpu_AreNearTheCpus(ElementType compute, double limit)
    {
        if (Device() is not { } device || !ComputeTypes.Can(device, compute))
            return;
        var file = TinyModel.Write(_folder.Path, "F16");
        foreach (var network in ModelDetector.Detect(TensorFormats.Read(file)).Networks)
        {
            var inputs = Inputs(network);
            using var cpu = HalfRuns.Session(file, network, ElementType.Float32, ExecutionProvider.Cpu);
            using var gpu = HalfRuns.Session(file, network, compute, ExecutionProvider.WebGpu);
            foreach (var (expected, actual) in cpu.Run(inputs, [], CancellationToken.None)
                .Zip(gpu.Run(inputs, [], CancellationToken.None)))
                Compare.AssertRelativeError(expected, actual, limit);
        }
    }

    [Fact]
    public void Values_StayOnTheDevice()
    {
        if (Device() is null)
            return;
        using var session = OnDevice();
        var x = TinyModelTests.Waves(2, 3);
        using var uploaded = session.Upload("x", x);
        using var doubled = session.RunOnDevice([NamedInput.Of("x", uploaded)], [], CancellationToken.None)[0];
        using var fourfold = session.RunOnDevice([NamedInput.Of("x", doubled)], [], CancellationToken.None)[0];

        Assert.False(fourfold.Place.IsMainMemory);
        Assert.Equal(x.Span.ToArray(), uploaded.Read().Span.ToArray());
        Assert.Equal(Array.ConvertAll(x.Span.ToArray(), value => 4 * value), fourfold.Read().Span.ToArray());
        var onTheCpu = Assert.Throws<EngineException>(() =>
        {
            using var cpu = OnDevice(ExecutionProvider.Cpu);
            cpu.Run([NamedInput.Of("x", doubled)], [], CancellationToken.None);
        });
        Assert.Contains("read it first", onTheCpu.Message, StringComparison.Ordinal);
    }

    /// <summary>Its memory is the session's: given back after the session was gone, it ended the process.</summary>
    [Fact]
    public void Value_OutlivesItsSession()
    {
        if (Device() is null)
            return;
        DeviceValue value;
        using (var session = OnDevice())
            value = session.RunOnDevice([NamedInput.Of("x", new Tensor(new[] { 2f }, 1, 1))], [], CancellationToken.None)[0];

        Assert.Equal(4, value.Read().Span[0]);
        value.Dispose();
    }

    /// <summary>Null where there is none to be tried.</summary>
    private static ProviderStatus? Device()
    {
        var status = Tried.Value;
        Assert.True(status is null or { Usable: true }, status?.Reason);
        return status;
    }

    private static OrtSession OnDevice(ExecutionProvider provider = ExecutionProvider.WebGpu)
    {
        using var graph = new OrtGraph();
        graph.Input("x", ElementType.Float32, -1, -1);
        graph.Node("Add", ["x", "x"], ["y"], []);
        graph.Output("y", ElementType.Float32);
        return graph.CreateSession(SessionSettings.Default with { Name = "doubling", Provider = provider });
    }

    private static NamedInput[] Inputs(Network network) => network switch
    {
        UNet =>
        [
            NamedInput.Of(UNet.SampleInput, TinyModelTests.Waves(2, 4, 8, 6)),
            NamedInput.Of(UNet.TimestepInput, new Tensor(new[] { 998.4f, 3.3f }, 2)),
            NamedInput.Of(DenoiserNetwork.ContextInput, TinyModelTests.Waves(2, 77, 8)),
        ],
        ClipText =>
        [
            NamedInput.Of(ClipText.IdsInput, [.. Enumerable.Range(0, 77).Select(i => i * 600)], 1, 77),
            NamedInput.Of(ClipText.PositionsInput, new long[] { 0, 5 }, 1, 2),
            NamedInput.Of(ClipText.VectorsInput, TinyModelTests.Waves(1, 8)),
        ],
        VaeDecoder => [NamedInput.Of("latent_sample", TinyModelTests.Waves(1, 4, 4, 6))],
        _ => [NamedInput.Of("sample", TinyModelTests.Waves(1, 3, 32, 40))],
    };
}
