using System.Globalization;

namespace Studio.Engine.Runtime;

internal sealed record CudaEntry : ProviderEntry
{
    public CudaEntry()
        : base(ExecutionProvider.Cuda, "cuda", "CUDAExecutionProvider")
    {
        Memory = CardMemory;
        Computes = [ElementType.Float32, ElementType.Float16, ElementType.BFloat16];
        Remedy = $"Install the NVIDIA driver {NvidiaLibraries.OldestDriver} or newer, CUDA 13 and cuDNN 9 (./studio doctor has the "
            + "commands), and start with --flavor cuda.";
    }

    /// <summary>TensorRT computes there too.</summary>
    public const string CardMemory = "Cuda";

    public override IEnumerable<KeyValuePair<string, string>> Translate(DeviceOptions options)
    {
        const int cudnnAttention = 8;
        yield return new("use_tf32", options.Tf32 ? "1" : "0");
        yield return new("arena_extend_strategy", options.GrowByDoubling ? "kNextPowerOfTwo" : "kSameAsRequested");
        yield return new("cudnn_conv_algo_search", options.SearchConvolutions ? "EXHAUSTIVE" : "HEURISTIC");
        if (options.CudnnAttention)
            yield return new("sdpa_kernel", $"{cudnnAttention}");
        if (options.MemoryLimit is { } bytes)
            yield return new("gpu_mem_limit", bytes.ToString(CultureInfo.InvariantCulture));
    }

    public override string? Missing(OrtLibrary.Loaded library) => MissingBeside(library, "shared") ?? MissingBeside(library, "cuda")
        ?? NvidiaLibraries.Sentence(NvidiaLibraries.Missing(NvidiaLibraries.Cuda));

    public override unsafe void Append(SessionOptionsHandle options, SessionSettings settings)
    {
        OrtStatus.Check(OrtApi.CreateCudaProviderOptions(out var created), Doing);
        using var cuda = new CudaOptionsHandle(created);
        using var strings = new NativeStrings();
        var (keys, values) = Options(settings, "device_id");
        OrtStatus.Check(OrtApi.UpdateCudaProviderOptions(
            cuda.Value, strings.Utf8List(keys), strings.Utf8List(values), (nuint)keys.Length), Doing);
        OrtStatus.Check(OrtApi.SessionOptionsAppendExecutionProviderCuda(options.Value, cuda.Value), Doing);
    }
}

internal sealed record TensorRtEntry : ProviderEntry
{
    public TensorRtEntry()
        : base(ExecutionProvider.TensorRt, "tensorrt", "TensorrtExecutionProvider")
    {
        Memory = CudaEntry.CardMemory;
        Computes = [ElementType.Float32, ElementType.Float16, ElementType.BFloat16];
        Remedy = "Install TensorRT 10 beside CUDA 13 and cuDNN 9 (docs/deploy.md has the packages), and start with --flavor cuda.";
    }

    public override IEnumerable<KeyValuePair<string, string>> Translate(DeviceOptions options)
    {
        // engines compute in the types of the graph; the workspace is what they may take beside weights and activations
        if (options.MemoryLimit is { } bytes)
            yield return new("trt_max_workspace_size", bytes.ToString(CultureInfo.InvariantCulture));
    }

    public override string? Missing(OrtLibrary.Loaded library) => MissingBeside(library, "shared") ?? MissingBeside(library, "tensorrt")
        ?? NvidiaLibraries.Sentence(NvidiaLibraries.Missing(NvidiaLibraries.TensorRt));

    public override unsafe void Append(SessionOptionsHandle options, SessionSettings settings)
    {
        OrtStatus.Check(OrtApi.CreateTensorRtProviderOptions(out var created), Doing);
        using var tensorRt = new TensorRtOptionsHandle(created);
        using var strings = new NativeStrings();
        var (keys, values) = Options(settings, "device_id");
        OrtStatus.Check(OrtApi.UpdateTensorRtProviderOptions(
            tensorRt.Value, strings.Utf8List(keys), strings.Utf8List(values), (nuint)keys.Length), Doing);
        OrtStatus.Check(OrtApi.SessionOptionsAppendExecutionProviderTensorRt(options.Value, tensorRt.Value), Doing);
        // what TensorRT cannot compile should stay on the device
        new CudaEntry().Append(options, settings with { ProviderOptions = SessionSettings.Default.ProviderOptions });
    }
}
