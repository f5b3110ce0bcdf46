using Studio.Web.Extensions;
using Studio.Web.Models;
using Studio.Web.Workers;

namespace Studio.Web;

/// <summary>The same program as a worker: the engine, the models on disk, extensions, and nothing of the rest.</summary>
internal static class WorkerWiring
{
    /// <summary>Null when the command line does not ask for a worker.</summary>
    public static Task<int>? Run(string[] args) => args is ["worker"] ? WorkerHost.RunAsync(Console.In, Build) : null;

    private static WebApplication Build(WorkerBirth birth)
    {
        var builder = WorkerHost.CreateBuilder(birth);
        builder.Services.AddEngine(birth.Options).AddModelFiles().AddExtensions(birth.Options);
        return builder.Build();
    }
}
