using Microsoft.Extensions.DependencyInjection.Extensions;
using Studio.Engine;
using Studio.Web.Jobs;

namespace Studio.Web.Workers;

/// <summary>The workers' door: where jobs run.</summary>
public static class WorkersApi
{
    /// <summary>After the engine and the jobs: with <c>Workers</c> process the engine that runs is another process's.</summary>
    public static IServiceCollection AddWorkers(this IServiceCollection services, StudioOptions options)
    {
        if (options.Workers != "process")
            return services;
        var engine = services.Last(service => service.ServiceType == typeof(IEngine)).ImplementationType!;
        services.TryAddSingleton<WorkerProgram>();
        services.AddSingleton<WorkerProcess>();
        services.AddHostedService(provider => provider.GetRequiredService<WorkerProcess>());
        services.Replace(ServiceDescriptor.Singleton<IEngine>(provider =>
            ActivatorUtilities.CreateInstance<WorkerEngine>(provider, ActivatorUtilities.CreateInstance(provider, engine))));
        services.Replace(ServiceDescriptor.Singleton<IWorker>(provider => provider.GetRequiredService<WorkerProcess>()));
        return services;
    }
}
