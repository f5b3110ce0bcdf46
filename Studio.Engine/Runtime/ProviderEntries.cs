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

    /// <summary>
    /// What it has kernels for, so that weights need not be widened: Float32, Float16, BFloat16. Whether they are right on a machine is for
    /// <see cref="ProviderStatus"/> to say.
    /// </summary>
    public IReadOnlyList<ElementType> Computes { get; init; } = [ElementType.Float32];

    /// <summary>Options by the runtime's own keys, whatever is asked for.</summary>
    public Dictionary<string, string> Defaults { get; } = new(StringComparer.Ordinal);

    /// <summary>What can be seen to be missing without starting it (which would fail with an obscure message); null: nothing.</summary>
    public virtual string? Missing(OrtLibrary.Loaded library) => null;

    public abstract void Append(SessionOptionsHandle options, SessionSettings settings);

    /// <summary>What is asked for of the device, by the runtime's own keys; nothing for what the provider does not know.</summary>
    public virtual IEnumerable<KeyValuePair<string, string>> Translate(DeviceOptions options) => [];

    protected string Doing => $"Starting the execution provider {Name}";

    /// <summary>Ours, then what is asked for, then the runtime's own words.</summary>
    internal (string[] Keys, string[] Values) Options(SessionSettings settings, string? deviceKey)
    {
        var merged = new Dictionary<string, string>(Defaults, StringComparer.Ordinal);
        foreach (var (key, value) in Translate(settings.DeviceOptions))
            merged[key] = value;
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
        Computes = [ElementType.Float32, ElementType.Float16];
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
