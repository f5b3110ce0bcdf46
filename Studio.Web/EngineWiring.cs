using Studio.Engine;
using Studio.Engine.Runtime;

namespace Studio.Web;

/// <summary>The engine with this server's settings; its files and pictures come from Models and Gallery.</summary>
internal static class EngineWiring
{
    public static IServiceCollection AddEngine(this IServiceCollection services, StudioOptions options) =>
        services.AddStudioEngine(engine =>
    {
        engine.Device = options.Device;
        engine.Memory = options.Memory switch
        {
            ModelMemory.Low => MemoryMode.Low,
            ModelMemory.Balanced => MemoryMode.Balanced,
            ModelMemory.Speed => MemoryMode.Speed,
            _ => MemoryMode.Auto,
        };
        engine.Threads = options.OnnxRuntime.Threads;
        engine.OnnxRuntimeLibrary = options.OnnxRuntime.Library;
        engine.DeviceOptions = new DeviceOptions
        {
            MemoryLimit = Bytes(options.OnnxRuntime.DeviceMemory),
            Tf32 = options.OnnxRuntime.Tf32,
            CudnnAttention = options.OnnxRuntime.CudnnAttention,
            SearchConvolutions = options.OnnxRuntime.SearchConvolutions,
            GrowByDoubling = options.OnnxRuntime.GrowByDoubling,
        };
        engine.Cache = options.Cache switch
        {
            CacheMode.Lru => CacheKind.Lru,
            CacheMode.None => CacheKind.None,
            CacheMode.Classic => CacheKind.Classic,
            _ => CacheKind.Memory,
        };
        engine.CacheHeadroom = Bytes(options.CacheHeadroom);
        engine.CacheResults = options.CacheSize;
        engine.SavePrompt = !options.DisableMetadata;
        engine.PreviewSize = options.PreviewSize;
        engine.NodePacksOff = options.NodePacksOff;
    });

    /// <summary>The names of <see cref="StudioOptions.NodePacksOff"/> that are no pack, in a sentence; null when there are none.</summary>
    public static string? UnknownPacks(StudioOptions options) =>
        string.Join(", ", options.NodePacksOff.Except(EngineServices.NodePacks, StringComparer.Ordinal)) is { Length: > 0 } unknown
            ? $"NodePacksOff names {unknown}, which is none of the packs that are here: {string.Join(", ", EngineServices.NodePacks)}."
            : null;

    private static long? Bytes(double? gigabytes) => (long?)(gigabytes * (1L << 30));
}
