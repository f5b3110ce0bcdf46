using Studio.Engine.Runtime;

namespace Studio.Tests.Runtime;

public class ComputeTypesTests
{
    private static readonly ProviderStatus Cpu = new(ExecutionProvider.Cpu, "cpu", Usable: true, Half: true, FusedAttention: true);
    private static readonly ProviderStatus WebGpu = new(ExecutionProvider.WebGpu, "webgpu", Usable: true, Half: true);
    private static readonly ProviderStatus Cuda = new(ExecutionProvider.Cuda, "cuda", Usable: true, Half: true, BFloat16: true);

    [Theory]
    [InlineData(ElementType.Float16, NetworkPrecision.AnyHalf, ElementType.Float16)]
    [InlineData(ElementType.BFloat16, NetworkPrecision.AnyHalf, ElementType.BFloat16)]
    [InlineData(ElementType.Float8E4M3, NetworkPrecision.AnyHalf, ElementType.BFloat16)]
    [InlineData(ElementType.Float32, NetworkPrecision.AnyHalf, ElementType.Float32)]
    [InlineData(ElementType.Float64, NetworkPrecision.Convolutional, ElementType.Float32)]
    [InlineData(ElementType.Float16, NetworkPrecision.Convolutional, ElementType.Float16)]
    [InlineData(ElementType.BFloat16, NetworkPrecision.Convolutional, ElementType.Float16)]
    [InlineData(ElementType.Float8E5M2, NetworkPrecision.Convolutional, ElementType.Float16)]
    [InlineData(ElementType.Float16, NetworkPrecision.WideRange, ElementType.BFloat16)]
    [InlineData(ElementType.BFloat16, NetworkPrecision.WideRange, ElementType.BFloat16)]
    [InlineData(ElementType.Float32, NetworkPrecision.WideRange, ElementType.Float32)]
    [InlineData(ElementType.Float16, NetworkPrecision.Float32, ElementType.Float32)]
    [InlineData(ElementType.BFloat16, NetworkPrecision.Float32, ElementType.Float32)]
    public void Choose_OnCuda_FollowsFileAndNetwork(ElementType stored, NetworkPrecision precision, ElementType expected) =>
        Assert.Equal(expected, ComputeTypes.Choose(Cuda, stored, precision));

    [Theory]
    [InlineData(ElementType.Float16, NetworkPrecision.AnyHalf, ElementType.Float16)]
    [InlineData(ElementType.BFloat16, NetworkPrecision.AnyHalf, ElementType.Float16)]
    [InlineData(ElementType.BFloat16, NetworkPrecision.WideRange, ElementType.Float32)]
    public void Choose_OnWebGpu_HasNoBFloat16(ElementType stored, NetworkPrecision precision, ElementType expected) =>
        Assert.Equal(expected, ComputeTypes.Choose(WebGpu, stored, precision));

    [Fact]
    public void Choose_OnTheCpu_IsFloat32()
    {
        foreach (var stored in Enum.GetValues<ElementType>())
        {
            foreach (var precision in Enum.GetValues<NetworkPrecision>())
                Assert.Equal(ElementType.Float32, ComputeTypes.Choose(Cpu, stored, precision));
        }
    }

    [Fact]
    public void Choose_WhereTheTrialOfHalfFailed_IsFloat32()
    {
        // software Vulkan without shaderFloat16; a card from before bfloat16
        Assert.Equal(ElementType.Float32,
            ComputeTypes.Choose(WebGpu with { Half = false }, ElementType.Float16, NetworkPrecision.AnyHalf));
        Assert.Equal(ElementType.Float16,
            ComputeTypes.Choose(Cuda with { BFloat16 = false }, ElementType.BFloat16, NetworkPrecision.AnyHalf));
        Assert.Equal(ElementType.Float32,
            ComputeTypes.Choose(Cuda with { BFloat16 = false }, ElementType.Float16, NetworkPrecision.WideRange));
    }

    [Fact]
    public void Options_OfCuda_AreOursThenAskedForThenTheRuntimesOwn()
    {
        var settings = SessionSettings.Default with { Provider = ExecutionProvider.Cuda, Device = 2 };

        Assert.Equal(
            new() { ["use_tf32"] = "1", ["arena_extend_strategy"] = "kSameAsRequested", ["cudnn_conv_algo_search"] = "HEURISTIC",
                ["device_id"] = "2" },
            Options(settings));
        var asked = new DeviceOptions
        {
            MemoryLimit = 3L << 30,
            Tf32 = false,
            CudnnAttention = true,
            GrowByDoubling = true,
            SearchConvolutions = true,
        };
        Assert.Equal(
            new() { ["use_tf32"] = "0", ["arena_extend_strategy"] = "kNextPowerOfTwo", ["cudnn_conv_algo_search"] = "DEFAULT",
                ["device_id"] = "2", ["sdpa_kernel"] = "8", ["gpu_mem_limit"] = "3221225472" },
            Options(settings with
            {
                DeviceOptions = asked,
                ProviderOptions = new Dictionary<string, string>(StringComparer.Ordinal) { ["cudnn_conv_algo_search"] = "DEFAULT" },
            }));

        static Dictionary<string, string> Options(SessionSettings settings)
        {
            var (keys, values) = new CudaEntry().Options(settings, "device_id");
            return keys.Zip(values).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
        }
    }

    [Fact]
    public void Options_WhatAProviderDoesNotKnow_IsIgnored()
    {
        var asked = new DeviceOptions { MemoryLimit = 1, Tf32 = false, CudnnAttention = true };

        Assert.Empty(ExecutionProviders.Entry(ExecutionProvider.WebGpu).Translate(asked));
        Assert.Empty(ExecutionProviders.Entry(ExecutionProvider.Cpu).Translate(asked));
        var tensorRt = ExecutionProviders.Entry(ExecutionProvider.TensorRt).Translate(asked);
        Assert.Equal(["trt_max_workspace_size"], tensorRt.Select(option => option.Key));
    }

    [Fact]
    public void Table_EveryRow_ComputesInFloat32() =>
        Assert.All(ExecutionProviders.Table, entry => Assert.Contains(ElementType.Float32, entry.Computes));
}
