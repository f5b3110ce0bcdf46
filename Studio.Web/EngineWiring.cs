using Studio.Engine;

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
        engine.Cache = options.Cache switch
        {
            CacheMode.Lru => CacheKind.Lru,
            CacheMode.None => CacheKind.None,
            CacheMode.Classic => CacheKind.Classic,
            _ => CacheKind.Memory,
        };
        engine.CacheHeadroom = options.CacheHeadroom is { } gigabytes ? (long)(gigabytes * (1L << 30)) : null;
        engine.CacheResults = options.CacheSize;
        engine.SavePrompt = !options.DisableMetadata;
        engine.PreviewSize = options.PreviewSize;
    });
}
