using System.Runtime.InteropServices;

namespace Studio.Engine.Runtime;

/// <summary>One row of <see cref="ExecutionProviders.Table"/>.</summary>
/// <param name="Name">Our name for it, as in settings.</param>
/// <param name="BuildName">What the runtime lists when it is compiled in.</param>
internal abstract record ProviderEntry(ExecutionProvider Provider, string Name, string BuildName)
{
    public const string MainMemory = "Cpu";

    /// <summary>The runtime's name for the memory that it computes in.</summary>
    public string Memory { get; init; } = MainMemory;

    /// <summary>What the operator can do when it does not start.</summary>
    public string Remedy { get; init; } = "";

    /// <summary>Leaving some nodes to the CPU is its nature, not a sign that it does not work.</summary>
    public bool SharesWithCpu { get; init; }

    /// <summary>Options by the runtime's own keys.</summary>
    public Dictionary<string, string> Defaults { get; } = new(StringComparer.Ordinal);

    /// <summary>What can be seen to be missing without starting it (which would fail with an obscure message); null: nothing.</summary>
    public virtual string? Missing(OrtLibrary.Loaded library) => null;

    public abstract void Append(SessionOptionsHandle options, SessionSettings settings);

    protected string Doing => $"Starting the execution provider {Name}";

    protected (string[] Keys, string[] Values) Options(SessionSettings settings, string? deviceKey)
    {
        var merged = new Dictionary<string, string>(Defaults, StringComparer.Ordinal);
        if (deviceKey is not null)
            merged[deviceKey] = $"{settings.Device}";
        foreach (var (key, value) in settings.ProviderOptions)
            merged[key] = value;
        return ([.. merged.Keys], [.. merged.Values]);
    }

    /// <summary>The provider libraries are loaded by the runtime from its own folder only.</summary>
    protected static string? MissingBeside(OrtLibrary.Loaded library, string provider)
    {
        var folder = Path.GetDirectoryName(library.Path);
        if (string.IsNullOrEmpty(folder))
            return null;
        var file = OperatingSystem.IsWindows() ? $"onnxruntime_providers_{provider}.dll" : $"libonnxruntime_providers_{provider}.so";
        return File.Exists(Path.Combine(folder, file)) ? null : $"{file} is not in {folder}.";
    }
}

internal sealed record CpuEntry() : ProviderEntry(ExecutionProvider.Cpu, "cpu", "CPUExecutionProvider")
{
    public override void Append(SessionOptionsHandle options, SessionSettings settings)
    {
        // always there
    }
}

/// <summary>A provider that the generic function of the C API knows by name.</summary>
internal record NamedEntry(ExecutionProvider Provider, string Name, string NativeName, string BuildName)
    : ProviderEntry(Provider, Name, BuildName)
{
    /// <summary>The provider refuses sessions that plan memory ahead.</summary>
    public bool NeedsMemoryPatternOff { get; init; }

    public override unsafe void Append(SessionOptionsHandle options, SessionSettings settings)
    {
        if (NeedsMemoryPatternOff)
            OrtStatus.Check(OrtApi.DisableMemPattern(options.Value), Doing);
        using var strings = new NativeStrings();
        var (keys, values) = Options(settings, settings.Device > 0 ? "device_id" : null);
        OrtStatus.Check(OrtApi.SessionOptionsAppendExecutionProvider(
            options.Value, strings.Utf8(NativeName), strings.Utf8List(keys), strings.Utf8List(values), (nuint)keys.Length), Doing);
    }
}

internal sealed record WebGpuEntry : NamedEntry
{
    public WebGpuEntry()
        : base(ExecutionProvider.WebGpu, "webgpu", "WebGPU", "WebGpuExecutionProvider")
    {
        Memory = "WebGPU_Buf";
        Remedy = OperatingSystem.IsLinux()
            ? "Install the graphics driver with its Vulkan part (Debian: libvulkan1 and mesa-vulkan-drivers, or the vendor's driver), "
              + "and start with --flavor webgpu."
            : "Update the graphics driver, and start with --flavor webgpu.";
    }

    // without the loader the runtime fails as well, but prints to stderr
    public override string? Missing(OrtLibrary.Loaded library)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        if (!NativeLibrary.TryLoad("libvulkan.so.1", out var vulkan))
            return "the Vulkan loader libvulkan.so.1 is not installed.";
        NativeLibrary.Free(vulkan);
        return null;
    }

    // its deviceId is a context's number: adapters cannot be chosen by number
    public override void Append(SessionOptionsHandle options, SessionSettings settings) =>
        base.Append(options, settings with { Device = 0 });
}

internal sealed record CudaEntry : ProviderEntry
{
    public CudaEntry()
        : base(ExecutionProvider.Cuda, "cuda", "CUDAExecutionProvider")
    {
        Memory = CardMemory;
        Remedy = $"Install the NVIDIA driver {NvidiaLibraries.OldestDriver} or newer, CUDA 13 and cuDNN 9 (./studio doctor has the "
            + "commands), and start with --flavor cuda.";
    }

    /// <summary>TensorRT computes there too.</summary>
    public const string CardMemory = "Cuda";

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
        Remedy = "Install TensorRT 10 beside CUDA 13 and cuDNN 9 (docs/deploy.md has the packages), and start with --flavor cuda.";
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
