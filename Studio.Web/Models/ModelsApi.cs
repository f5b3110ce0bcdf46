using Studio.Engine.Models;
using Studio.Web.Auth;
using Studio.Web.Models.Downloads;
using Studio.Web.Models.Library;
using Studio.Web.Models.Missing;

namespace Studio.Web.Models;

/// <summary>The models' door. /api/models itself is ComfyUI's list of kinds; the Studio's own list is below it.</summary>
public static class ModelsApi
{
    public static IServiceCollection AddModels(this IServiceCollection services)
    {
        services.AddModelFiles().AddSingleton<LoraFiles>().AddSingleton<ArrivingFiles>()
            .AddDownloads().AddLibrary().AddMissing();
        return services;
    }

    /// <summary>The models on disk, all that the engine needs of this feature.</summary>
    public static IServiceCollection AddModelFiles(this IServiceCollection services) => services
        .AddSingleton<ModelCatalog>()
        .AddSingleton<IModelFiles>(provider => provider.GetRequiredService<ModelCatalog>());

    public static IEndpointRouteBuilder MapModels(this IEndpointRouteBuilder routes)
    {
        routes.ServiceProvider.GetRequiredService<ModelCatalog>(); // a broken path file stops the start, not the first request
        var group = routes.MapGroup("/api/models/files").WithTags("Models").RequireScopes(Scopes.ModelsRead, Scopes.ModelsWrite)
            .DisableCookieRedirect();
        group.MapGet("", List);
        group.MapLibrary(routes);
        routes.MapDownloads();
        routes.MapUploads();
        routes.MapMissing();
        return routes;
    }

    /// <summary>Every model, or those of one kind, with what its tensors say it is.</summary>
    private static IResult List(ModelCatalog catalog, string? kind)
    {
        if (kind is not null && catalog.Folder(kind) is null)
            return TypedResults.NotFound(new { detail = $"There is no kind of model called '{kind}'." });
        var folders = kind is null ? catalog.Folders : [catalog.Folder(kind)!];
        return TypedResults.Json(
            folders.SelectMany(folder => catalog.Files(folder.Key)).Select(file => ShapeOf(file, catalog.Facts(file))));
    }

    private static object ShapeOf(ModelFile file, ModelFacts facts) => new
    {
        kind = file.Kind,
        name = file.Name,
        bytes = file.Bytes,
        modified = file.Modified,
        family = facts.Family,
        runs = facts.Runs,
        belongs_to = facts.BelongsTo,
        problem = facts.Problem,
    };
}
