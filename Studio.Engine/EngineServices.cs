using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Studio.Engine.Diffusion;
using Studio.Engine.Diffusion.Schedules;
using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Models;
using Studio.Engine.Models.Families;
using Studio.Engine.Nodes;
using Studio.Engine.Nodes.Packs;
using Studio.Engine.Nodes.Packs.Efficiency;
using Studio.Engine.Nodes.Packs.Impact;
using Studio.Engine.Nodes.Packs.UltimateUpscale;
using Studio.Engine.Nodes.Packs.Was;
using Studio.Engine.Tensors;

namespace Studio.Engine;

/// <summary>The engine's whole wiring.</summary>
public static class EngineServices
{
    /// <summary>
    /// Adds <see cref="IEngine"/>. The caller adds <see cref="IModelFiles"/>, and logging if there is to be any; each check and each run is
    /// handed its files.
    /// </summary>
    public static IServiceCollection AddStudioEngine(this IServiceCollection services, Action<EngineOptions>? configure = null)
    {
        var options = new EngineOptions();
        configure?.Invoke(options);
        services.TryAddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(RunFiles.None.Pictures); // nodes take these; the binder gives them those of the run
        services.TryAddSingleton(RunFiles.None.Sent);
        services.TryAdd(ServiceDescriptor.Singleton(typeof(ILogger<>), typeof(Logger<>)));
        return services.AddSingleton(options).AddDiffusion().AddModels().AddGraph(options).AddNodeServices(options)
            .AddSingleton<IEngine, StudioEngine>();
    }

    /// <summary>Adds nodes, samplers, schedulers and model families from outside, and the sources of choices beside them.</summary>
    public static IServiceCollection AddNodePack(this IServiceCollection services, NodePack pack) =>
        services.AddChoices(pack.Assembly).AddSingleton(pack);

    /// <summary>The packs of nodes for ComfyUI that the engine has classes of, for <see cref="EngineOptions.NodePacksOff"/>.</summary>
    public static IReadOnlyList<string> NodePacks { get; } = NodeCatalog.PacksIn(typeof(EngineServices).Assembly);

    /// <summary>The classes of an assembly for which it can be a <see cref="NodePack"/>.</summary>
    public static IEnumerable<Type> PartsIn(Assembly assembly) =>
        [.. NodeCatalog.NodesIn(assembly), .. PackParts<ISampler>.TypesIn(assembly), .. PackParts<ISchedule>.TypesIn(assembly),
            .. PackParts<IFamily>.TypesIn(assembly)];

    internal static PackParts<ISampler> Samplers(IEnumerable<NodePack> packs) =>
        new("sampler", sampler => sampler.Name, typeof(EngineServices).Assembly, packs);

    internal static PackParts<ISchedule> Schedules(IEnumerable<NodePack> packs) =>
        new("scheduler", schedule => schedule.Name, typeof(EngineServices).Assembly, packs);

    internal static PackParts<IFamily> Families(IEnumerable<NodePack> packs) =>
        new("family", family => family.Name, typeof(EngineServices).Assembly, packs);

    private static IServiceCollection AddModels(this IServiceCollection services) => services
        .AddSingleton<EngineRuntime>()
        .AddSingleton(provider => Families(provider.GetServices<NodePack>()))
        .AddSingleton<IPackParts>(provider => provider.GetRequiredService<PackParts<IFamily>>())
        .AddSingleton(provider => Catalog(provider.GetRequiredService<PackParts<IFamily>>(),
            provider.GetRequiredService<ILogger<FamilyCatalog>>()))
        .AddSingleton(provider => new Lazy<ModelPool>(() => new ModelPool(
            provider.GetRequiredService<EngineRuntime>().PoolOptions() with { Families = provider.GetRequiredService<FamilyCatalog>() },
            provider.GetRequiredService<IModelFiles>(),
            provider.GetRequiredService<ILogger<ModelPool>>()), LazyThreadSafetyMode.PublicationOnly))
        .AddSingleton(provider => provider.GetRequiredService<Lazy<ModelPool>>().Value)
        .AddSingleton<TextEncoding>()
        .AddSingleton<PictureTexts>()
        .AddSingleton<VisionEncoding>()
        .AddSingleton<StyleReading>()
        .AddSingleton<AdapterReading>()
        .AddSingleton<LatentCodec>()
        .AddSingleton<LatentSampling>()
        .AddSingleton<ImageUpscaling>()
        .AddSingleton<LatentPreviews>();

    private static FamilyCatalog Catalog(PackParts<IFamily> parts, ILogger log) =>
        FamilyCatalog.With(parts.Offered.Select(part => (parts.ByName[part.Name], part.Name, part.Module)), log);

    private static IServiceCollection AddDiffusion(this IServiceCollection services) => services
        .AddSingleton(provider => Samplers(provider.GetServices<NodePack>()))
        .AddSingleton(provider => Schedules(provider.GetServices<NodePack>()))
        .AddSingleton<IPackParts>(provider => provider.GetRequiredService<PackParts<ISampler>>())
        .AddSingleton<IPackParts>(provider => provider.GetRequiredService<PackParts<ISchedule>>())
        .AddSingleton(provider => new SamplerCatalog(provider.GetRequiredService<PackParts<ISampler>>().ByName))
        .AddSingleton(provider => new ScheduleCatalog(provider.GetRequiredService<PackParts<ISchedule>>().ByName));

    private static IServiceCollection AddGraph(this IServiceCollection services, EngineOptions options) => services
        .AddSingleton(
            provider => new NodeCatalog(NodeCatalog.NodesIn(typeof(EngineServices).Assembly, options.NodePacksOff), provider,
                provider.GetServices<NodePack>()))
        .AddSingleton<NodeBinder>()
        .AddSingleton<PromptValidator>()
        .AddSingleton(new OutputCache(PolicyOf(options), ValueSizes.Of))
        .AddSingleton<IOutputFiles, StoredPictures>()
        .AddSingleton<GraphExecutor>();

    private static IServiceCollection AddNodeServices(this IServiceCollection services, EngineOptions options) => services
        .AddChoices(typeof(EngineServices).Assembly)
        .AddSingleton(provider => new LivePreview(provider.GetRequiredService<LatentPreviews>(), options.PreviewSize))
        .AddSingleton<PreviewedSampling>()
        .AddSingleton<LoraStacks>()
        .AddSingleton<StackedControls>()
        .AddSingleton<TextTokens>()
        .AddSingleton<WildcardFiles>()
        .AddSingleton<PartLoading>()
        .AddSingleton<SampledPictures>()
        .AddSingleton<CanvasRedraw>()
        .AddSingleton(new PictureWriter(options.SavePrompt));

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
