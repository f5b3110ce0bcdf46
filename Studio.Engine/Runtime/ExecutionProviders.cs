using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Studio.Engine.Runtime;

/// <summary>Where models can run, in ONNX Runtime's sense of the word.</summary>
public enum ExecutionProvider
{
    Cpu,
    WebGpu,
    Cuda,
    TensorRt,
    DirectMl,
    CoreMl,
}

/// <summary>What a trial of a provider on this machine showed.</summary>
/// <param name="Name">cpu, webgpu, cuda, tensorrt, directml, coreml.</param>
/// <param name="Usable">It could be appended and its numbers are those of the CPU.</param>
/// <param name="Reason">Why not, and what to do about it; null when usable.</param>
/// <param name="Half">Half-precision operators run and are right.</param>
/// <param name="FusedAttention">com.microsoft MultiHeadAttention is right for long sequences; else attention must be written out.</param>
/// <param name="BFloat16">Products in bfloat16 run and are right.</param>
public sealed record ProviderStatus(
    ExecutionProvider Provider,
    string Name,
    bool Usable,
    string? Reason = null,
    bool Half = false,
    bool FusedAttention = false,
    bool BFloat16 = false);

/// <summary>The providers: how to get each, whether it works here, and which one to take.</summary>
public static class ExecutionProviders
{
    private static readonly ConcurrentDictionary<ExecutionProvider, Lazy<ProviderStatus>> Tried = new();

    /// <summary>Every provider, best first: the order of <see cref="Choose"/> for "auto".</summary>
    internal static IReadOnlyList<ProviderEntry> Table { get; } =
    [
        new CudaEntry(),
        new TensorRtEntry(),
        new NamedEntry(ExecutionProvider.DirectMl, "directml", "DML", "DmlExecutionProvider")
        {
            NeedsMemoryPatternOff = true,
            Memory = "DML",
            Computes = [ElementType.Float32, ElementType.Float16],
            Remedy = "DirectML needs Windows and a DirectX 12 device.",
        },
        new NamedEntry(ExecutionProvider.CoreMl, "coreml", "CoreML", "CoreMLExecutionProvider")
        {
            SharesWithCpu = true,
            Defaults = { ["ModelFormat"] = "MLProgram" },
            Remedy = "CoreML needs macOS on Apple silicon.",
        },
        new WebGpuEntry(),
        new CpuEntry(),
    ];

    /// <summary>The provider of a setting: one by name, or auto: the first that is usable and beats the CPU.</summary>
    /// <param name="setting">cpu, webgpu, cuda, tensorrt, directml, coreml or auto.</param>
    /// <param name="logger">Is told what auto passed over and why.</param>
    /// <exception cref="EngineException">The name is unknown, or the named provider cannot be used here: only auto falls back.</exception>
    public static ProviderStatus Choose(string setting, ILogger? logger = null)
    {
        if (setting.Equals("auto", StringComparison.OrdinalIgnoreCase))
            return ChooseBest(logger ?? NullLogger.Instance);
        var entry = Table.FirstOrDefault(entry => entry.Name.Equals(setting, StringComparison.OrdinalIgnoreCase))
            ?? throw new EngineException(EngineError.Unsupported,
                $"There is no execution provider '{setting}'. Use auto, {string.Join(", ", Table.Select(static entry => entry.Name))}.");
        var status = Status(entry.Provider);
        return status.Usable ? status : throw new EngineException(EngineError.Unsupported,
            $"The execution provider {entry.Name} was asked for but cannot be used here: {status.Reason} Or set it to auto or cpu.");
    }

    /// <summary>Tries a provider, once per process: a GPU may take seconds the first time.</summary>
    public static ProviderStatus Status(ExecutionProvider provider) =>
        Tried.GetOrAdd(provider, static provider => new Lazy<ProviderStatus>(() => ProviderTrial.Run(Entry(provider)))).Value;

    internal static ProviderEntry Entry(ExecutionProvider provider) => Table.First(entry => entry.Provider == provider);

    /// <summary>What stands in the way before anything is started, and the remedy; null: nothing that could be seen.</summary>
    internal static string? Obstacle(ProviderEntry entry)
    {
        var environment = OrtEnvironment.Current;
        if (!environment.CompiledProviders().Contains(entry.BuildName, StringComparer.Ordinal))
            return $"it is not in this build of ONNX Runtime ({environment.Library.Path}). {entry.Remedy}";
        return entry.Missing(environment.Library) is { } missing ? $"{missing} {entry.Remedy}" : null;
    }

    /// <exception cref="EngineException">It cannot be had; the message says why and what to do.</exception>
    internal static void Append(SessionOptionsHandle options, SessionSettings settings)
    {
        var entry = Entry(settings.Provider);
        if (Obstacle(entry) is { } obstacle)
            throw new EngineException(EngineError.Unsupported, $"The execution provider {entry.Name} cannot start: {obstacle}");
        try
        {
            entry.Append(options, settings);
        }
        catch (EngineException failure) when (failure.Kind is not EngineError.OutOfMemory)
        {
            throw new EngineException(EngineError.Unsupported, $"{failure.Message} {entry.Remedy}", failure);
        }
    }

    private static ProviderStatus ChooseBest(ILogger logger)
    {
        var passedOver = new List<string>();
        foreach (var entry in Table)
        {
            var status = Status(entry.Provider);
            var obstacle = status.Usable ? SlownessOf(entry) : status.Reason;
            if (obstacle is null)
            {
                // one line at every start; the doctor command tells the reasons
                logger.LogInformation("Models run on {Provider}; not on {PassedOver} (studio doctor says why)", status.Name,
                    string.Join(", ", passedOver));
                return status;
            }
            passedOver.Add(status.Name);
            logger.LogDebug("Models do not run on {Provider}: {Reason}", status.Name, obstacle);
        }
        throw new EngineException(EngineError.Native, "ONNX Runtime offers no execution provider at all, not even the CPU.");
    }

    // a software Vulkan driver passes every trial and takes a hundred times as long
    private static string? SlownessOf(ProviderEntry entry)
    {
        if (entry.Provider is ExecutionProvider.Cpu || ProviderTrial.SpeedAgainstCpu(entry) is not (< 1 and var speed))
            return null;
        return $"it works but has {speed:0.##} times the CPU's speed (a software driver?). Name it in the settings to use it all the same.";
    }
}
