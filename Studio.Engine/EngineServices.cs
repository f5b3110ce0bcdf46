using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Models;
using Studio.Engine.Nodes;
using Studio.Engine.Tensors;

namespace Studio.Engine;

/// <summary>The engine's whole wiring.</summary>
public static class EngineServices
{
    /// <summary>
    /// Adds <see cref="IEngine"/>. The caller adds <see cref="IModelFiles"/> and <see cref="IImageStore"/>, and logging if there is to be
    /// any.
    /// </summary>
    public static IServiceCollection AddStudioEngine(this IServiceCollection services, Action<EngineOptions>? configure = null)
    {
        var options = new EngineOptions();
        configure?.Invoke(options);
        services.TryAddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        services.TryAdd(ServiceDescriptor.Singleton(typeof(ILogger<>), typeof(Logger<>)));
        return services.AddSingleton(options).AddModels().AddGraph(options).AddNodeServices(options).AddSingleton<IEngine, StudioEngine>();
    }

    /// <summary>Adds nodes from outside, and the sources of choices beside them.</summary>
    public static IServiceCollection AddNodePack(this IServiceCollection services, NodePack pack)
    {
        foreach (var assembly in pack.NodeTypes.Select(type => type.Assembly).Distinct())
            services.AddChoices(assembly);
        return services.AddSingleton(pack);
    }

    private static IServiceCollection AddModels(this IServiceCollection services) => services
        .AddSingleton<EngineRuntime>()
        .AddSingleton(provider => new Lazy<ModelPool>(() => new ModelPool(
            provider.GetRequiredService<EngineRuntime>().PoolOptions(),
            provider.GetRequiredService<IModelFiles>(),
            provider.GetRequiredService<ILogger<ModelPool>>()), LazyThreadSafetyMode.PublicationOnly))
        .AddSingleton(provider => provider.GetRequiredService<Lazy<ModelPool>>().Value)
        .AddSingleton<TextEncoding>()
        .AddSingleton<LatentCodec>()
        .AddSingleton<LatentSampling>()
        .AddSingleton<LatentPreviews>();

    private static IServiceCollection AddGraph(this IServiceCollection services, EngineOptions options) => services
        .AddSingleton(
            provider => new NodeCatalog(NodeCatalog.NodesIn(typeof(EngineServices).Assembly), provider, provider.GetServices<NodePack>()))
        .AddSingleton<NodeBinder>()
        .AddSingleton<PromptValidator>()
        .AddSingleton(new OutputCache(PolicyOf(options), ValueSizes.Of))
        .AddSingleton<IOutputFiles, StoredPictures>()
        .AddSingleton<GraphExecutor>();

    private static IServiceCollection AddNodeServices(this IServiceCollection services, EngineOptions options) => services
        .AddChoices(typeof(EngineServices).Assembly)
        .AddSingleton(provider => new LivePreview(provider.GetRequiredService<LatentPreviews>(), options.PreviewSize))
        .AddSingleton<PreviewedSampling>()
        .AddSingleton(provider => new PictureWriter(provider.GetRequiredService<IImageStore>(), options.SavePrompt));

    private static IServiceCollection AddChoices(this IServiceCollection services, Assembly assembly)
    {
        foreach (var source in assembly.GetTypes().Where(type =>
            type.IsAssignableTo(typeof(IChoices)) && type is { IsClass: true, IsAbstract: false } && type.GetConstructors().Length > 0))
            services.AddSingleton(source);
        return services;
    }

    private static ICachePolicy PolicyOf(EngineOptions options)
    {
        var total = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        var bytes = options.CacheBytes ?? total / 8;
        return options.Cache switch
        {
            CacheKind.Lru => new LruCache(options.CacheResults, bytes),
            CacheKind.None => new NoCache(),
            CacheKind.Classic => new ClassicCache(bytes),
            _ => new MemoryCache(options.CacheHeadroom ?? MemoryCache.DefaultHeadroom(total), HostMemory.Available),
        };
    }
}
