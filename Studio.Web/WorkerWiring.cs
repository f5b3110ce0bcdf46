using Studio.Web.Extensions;
using Studio.Web.Models;
using Studio.Web.Workers;

namespace Studio.Web;

/// <summary>The same program as a worker: the engine, the models on disk, extensions, and nothing of the rest.</summary>
internal static class WorkerWiring
{
    /// <summary>Runs it until the web process that started it is gone.</summary>
    public static Task<int> RunAsync() => WorkerHost.RunAsync(Console.In, Build);

    private static WebApplication Build(WorkerBirth birth)
    {
        var builder = WorkerHost.CreateBuilder(birth);
        builder.Services.AddEngine(birth.Options).AddModelFiles().AddExtensions(birth.Options);
        return builder.Build();
    }
}
