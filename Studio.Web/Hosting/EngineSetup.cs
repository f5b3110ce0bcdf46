using Studio.Engine;

namespace Studio.Web.Hosting;

/// <summary>The engine in this process, set up as the server's options say.</summary>
public static class EngineSetup
{
    public static IServiceCollection AddEngine(this IServiceCollection services, StudioOptions options) => services.AddStudioEngine(engine =>
    {
        engine.Device = options.Device;
        engine.Threads = options.OnnxRuntime.Threads;
        engine.OnnxRuntimeLibrary = options.OnnxRuntime.Library;
        engine.SavePrompt = !options.DisableMetadata;
        engine.PreviewSize = options.PreviewSize;
        engine.CacheResults = options.CacheSize;
        engine.Cache = options.Cache switch
        {
            CacheMode.Lru => CacheKind.Lru,
            CacheMode.None => CacheKind.None,
            _ => CacheKind.Classic,
        };
    });
}
