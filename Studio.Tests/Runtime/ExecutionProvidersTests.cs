using Studio.Engine;
using Studio.Engine.Runtime;

namespace Studio.Tests.Runtime;

public class ExecutionProvidersTests
{
    [Fact]
    public void Create_Report_CoversEveryProviderAndExplainsTheUnusable()
    {
        var report = RuntimeReport.Create();

        Assert.Equal("1.31.1", report.Version);
        Assert.Equal(OrtLibrary.NewestApi, report.ApiVersion);
        Assert.Contains("onnxruntime", report.LibraryPath);
        Assert.Equal(Enum.GetValues<ExecutionProvider>().Order(), report.Providers.Select(status => status.Provider).Order());
        Assert.All(report.Providers, status => Assert.Equal(status.Usable, status.Reason is null));
        var cpu = report.Providers.Single(status => status.Provider is ExecutionProvider.Cpu);
        Assert.True(cpu is { Usable: true, Half: true, FusedAttention: true });
    }

    [Theory]
    [InlineData("cuda", "driver 580 or newer, CUDA 13 and cuDNN 9", "--flavor cuda")]
    [InlineData("tensorrt", "TensorRT 10 beside CUDA 13 and cuDNN 9", "--flavor cuda")]
    [InlineData("webgpu", "graphics driver", "--flavor webgpu")]
    public void Choose_ProviderThatThisBuildLacks_SaysSoAndTheRemedy(string name, string remedy, string flavor)
    {
        var entry = ExecutionProviders.Table.Single(entry => entry.Name == name);
        if (OrtEnvironment.Current.CompiledProviders().Contains(entry.BuildName))
            return;

        var failure = Assert.Throws<EngineException>(() => ExecutionProviders.Choose(name));

        Assert.Equal(EngineError.Unsupported, failure.Kind);
        Assert.Contains("not in this build", failure.Message);
        Assert.Contains(remedy, failure.Message);
        Assert.Contains(flavor, failure.Message);
    }

    [Fact]
    public void Missing_ProviderLibraryThatIsNotThere_IsNamed()
    {
        var folder = Directory.CreateTempSubdirectory("studio-test-");
        try
        {
            var library = new OrtLibrary.Loaded(Path.Join(folder.FullName, "libonnxruntime.so"), "1.31.0", 31, 0);
            Assert.Contains("onnxruntime_providers_shared", new CudaEntry().Missing(library));
            Assert.Contains("onnxruntime_providers_shared", new TensorRtEntry().Missing(library));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData(ExecutionProvider.Cuda)]
    [InlineData(ExecutionProvider.TensorRt)]
    [InlineData(ExecutionProvider.DirectMl)]
    [InlineData(ExecutionProvider.CoreMl)]
    [InlineData(ExecutionProvider.WebGpu)]
    public void CreateSession_UnusableProvider_FailsInsteadOfUsingTheCpu(ExecutionProvider provider)
    {
        if (ExecutionProviders.Status(provider).Usable)
            return;
        using var graph = new OrtGraph();
        graph.Input("x", ElementType.Float32, 1);
        graph.Node("Relu", ["x"], ["y"], []);
        graph.Output("y", ElementType.Float32);

        var failure = Assert.Throws<EngineException>(() => graph.CreateSession(SessionSettings.Default with { Provider = provider }));

        Assert.Contains(ExecutionProviders.Status(provider).Name, failure.Message);
    }

    /// <summary>The CPU has no kernels for bfloat16; what is missing then is nothing else.</summary>
    [Fact]
    public void TrialOfBFloat16_DiffersFromFloat32InItsTypeOnly()
    {
        using (var session = TrialGraphs.Product(ElementType.Float32).CreateSession(ExecutionProvider.Cpu, forbidCpuFallback: false))
            Assert.All(TrialGraphs.Product(ElementType.Float32).Run(session).Span.ToArray(), value => Assert.True(float.IsFinite(value)));

        var failure = Assert.Throws<EngineException>(
            () => TrialGraphs.Product(ElementType.BFloat16).CreateSession(ExecutionProvider.Cpu, forbidCpuFallback: false));

        Assert.Contains("Could not find an implementation for MatMul", failure.Message);
    }

    [Fact]
    public void Choose_UnknownName_ListsTheNames()
    {
        var failure = Assert.Throws<EngineException>(() => ExecutionProviders.Choose("opengl"));

        Assert.Contains("'opengl'", failure.Message);
        Assert.Contains("webgpu, cpu", failure.Message);
    }

    [Fact]
    public void Choose_Auto_IsUsable() => Assert.True(ExecutionProviders.Choose("auto").Usable);

    [Fact]
    public void Choose_Cpu_IsTheCpu() => Assert.Equal(ExecutionProvider.Cpu, ExecutionProviders.Choose("CPU").Provider);
}
