using System.Globalization;
using Microsoft.Extensions.Logging;
using Studio.Engine.Imaging;
using Studio.Engine.Models;
using Studio.Engine.Runtime;
using Studio.Engine.Tensors;

namespace Studio.Engine;

/// <summary>The native libraries and the device, as the options ask for them. Nothing is loaded before it is needed.</summary>
internal sealed class EngineRuntime
{
    private readonly EngineOptions _options;
    private readonly ILogger _log;
    private readonly Lazy<ProviderStatus> _provider;
    private readonly int _device;

    public EngineRuntime(EngineOptions options, ILoggerFactory logs)
    {
        _options = options;
        _log = logs.CreateLogger<EngineRuntime>();
        OrtEnvironment.Configure(options.OnnxRuntimeLibrary, options.Threads, logs.CreateLogger("OnnxRuntime"));
        ImageLibrary.Configure(logs.CreateLogger("libvips"));
        var parts = options.Device.Split(':', 2);
        _device = parts.Length == 2 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        // A failure is not kept: the library may be put in place while the server runs.
        _provider = new Lazy<ProviderStatus>(() => ExecutionProviders.Choose(parts[0], _log), LazyThreadSafetyMode.PublicationOnly);
    }

    /// <summary>How the pool loads models on the device that was chosen.</summary>
    /// <exception cref="EngineException">ONNX Runtime or the device cannot be used; the message says what to do.</exception>
    public ModelPoolOptions PoolOptions()
    {
        var provider = _provider.Value;
        var options = new ModelPoolOptions
        {
            Session = SessionSettings.Default with { Provider = provider.Provider, Device = _device, Memory = MemoryPolicy.Low,
                DeviceOptions = _options.DeviceOptions, ProfileFolder = _options.ProfileFolder, Logger = _log },
            Memory = _options.Memory,
            PlainAttention = !provider.FusedAttention,
            Compute = (stored, precision) => ComputeTypes.Choose(provider, stored, precision),
            AvailableMemory = () => Math.Min(_options.WorkMemory ?? long.MaxValue, HostMemory.Available()),
        };
        if (HasOwnMemory(provider))
        {
            var (budget, limit) = (_options.ModelMemory, _options.DeviceOptions.MemoryLimit);
            return options with { DeviceMemory = MemoryPlace.OfDevice(NameOf(provider), budget, limit) };
        }
        return _options.ModelMemory is { } here ? options with { MemoryBudget = here } : options;
    }

    public EngineStatus Status(long modelMemoryUsed)
    {
        var memory = GC.GetGCMemoryInfo();
        try
        {
            var (provider, version) = (_provider.Value, OrtEnvironment.Current.Library.Version);
            var isCpu = provider.Provider == ExecutionProvider.Cpu;
            // of a device's own memory only the limit is known; main memory is the machine's to tell
            long? total = HasOwnMemory(provider) ? _options.DeviceOptions.MemoryLimit : memory.TotalAvailableMemoryBytes;
            var free = HasOwnMemory(provider) ? total - modelMemoryUsed : total - memory.MemoryLoadBytes;
            return new EngineStatus(
                isCpu ? provider.Name : NameOf(provider),
                isCpu ? $"CPU, {Environment.ProcessorCount} threads" : provider.Name,
                version,
                total,
                free is { } left ? Math.Max(0, left) : null,
                modelMemoryUsed,
                Problem: null) { HasOwnMemory = HasOwnMemory(provider) };
        }
        catch (EngineException exception)
        {
            return new EngineStatus(_options.Device, _options.Device, "", null, null, modelMemoryUsed, exception.Message);
        }
    }

    private string NameOf(ProviderStatus provider) => $"{provider.Name}:{_device}";

    private static bool HasOwnMemory(ProviderStatus provider) =>
        ExecutionProviders.Entry(provider.Provider).Memory != ProviderEntry.MainMemory;
}
