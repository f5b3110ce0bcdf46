using Microsoft.Extensions.Logging;

namespace Studio.Engine.Runtime;

/// <summary>Memory against speed, on the CPU. Figures: 2 threads, weights mapped from the file.</summary>
public enum MemoryPolicy
{
    /// <summary>Weights are packed and reordered for the processor: private memory about the size of the weights.</summary>
    Speed,

    /// <summary>Convolutions use the mapped weights (1.3 times slower); matrices are still packed.</summary>
    Balanced,

    /// <summary>All weights stay mapped: matrices with few rows are up to twice as slow.</summary>
    Low,

    /// <summary>
    /// The same, and half-precision weights that the graph casts stay as they are: each is widened just before its layer and let go after
    /// it. A few hundredths slower than <see cref="Low"/> on large pictures.
    /// </summary>
    KeepHalf,
}

/// <summary>How a session is made.</summary>
public sealed record SessionSettings
{
    public static SessionSettings Default { get; } = new();

    /// <summary>What error messages call the model: "the UNet of dreamshaper.safetensors".</summary>
    public string Name { get; init; } = "the model";

    /// <summary>Where it runs. Failing to get it is an error; <see cref="ExecutionProviders.Choose"/> decides beforehand.</summary>
    public ExecutionProvider Provider { get; init; } = ExecutionProvider.Cpu;

    /// <summary>The device's number, where the provider knows several.</summary>
    public int Device { get; init; }

    /// <summary>What is asked for of the device; a provider ignores what it does not know.</summary>
    public DeviceOptions DeviceOptions { get; init; } = DeviceOptions.Default;

    /// <summary>Further options of the provider by ONNX Runtime's own keys; they win over ours.</summary>
    public IReadOnlyDictionary<string, string> ProviderOptions { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public MemoryPolicy Memory { get; init; } = MemoryPolicy.Speed;

    /// <summary>Threads of this session alone; 0 shares the process's pool, so that several sessions do not multiply threads.</summary>
    public int Threads { get; init; }

    /// <summary>True: a node that the provider cannot run is an error instead of running on the CPU.</summary>
    public bool ForbidCpuFallback { get; init; }

    /// <summary>
    /// An existing folder for a profile in Chrome's trace format, which is written when the session goes and begins with
    /// <see cref="Name"/>; null writes none. A session with a profile has a pool of threads of its own.
    /// </summary>
    public string? ProfileFolder { get; init; }

    /// <summary>Warnings of the runtime about this session; null drops them.</summary>
    public ILogger? Logger { get; init; }
}
