using Studio.Web.Auth;
using Studio.Web.Models.Downloads;

namespace Studio.Web.Models.Missing;

/// <summary>/api/models/missing: what a prompt or workflow lacks, and getting it.</summary>
internal static class MissingApi
{
    public static IServiceCollection AddMissing(this IServiceCollection services) => services.AddSingleton(provider => new MissingModels(
        provider.GetRequiredService<ModelCatalog>(), provider.GetRequiredService<Catalogues.ModelCatalogues>(),
        provider.GetRequiredService<DownloadQueue>(), provider.GetRequiredService<Sites.SiteSearch>()));

    public static void MapMissing(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/models/missing").WithTags("Models").DisableCookieRedirect();
        group.MapPost("", FindAsync).RequireAuthorization(Scopes.StudioRun);
        group.MapPost("/fetch", FetchAsync).RequireAuthorization(Scopes.ModelsFetch);
    }

    internal static object ShapeOf(MissingModel model) => new
    {
        name = model.Name,
        kind = model.Kind,
        source = model.Source?.Shown,
        sha256 = model.Hash,
        said_by = model.SaidBy,
    };

    private static async Task<IResult> FindAsync(HttpRequest request, CurrentUser user, MissingModels models)
    {
        var document = await JsonBody.ReadAsync(request);
        var missing = await models.FindAsync(user, document, asks: true, request.HttpContext.RequestAborted);
        return TypedResults.Json(new { missing = missing.Select(ShapeOf) });
    }

    private static async Task<IResult> FetchAsync(HttpRequest request, CurrentUser user, MissingModels models)
    {
        var document = await JsonBody.ReadAsync(request);
        var missing = await models.FindAsync(user, document, asks: true, request.HttpContext.RequestAborted);
        return DownloadsApi.Answer(() => TypedResults.Json(new
        {
            downloads = models.Fetch(user, missing).Select(DownloadShapes.Of),
            unknown = missing.Where(model => model.Source is null || model.Kind is null).Select(ShapeOf),
        }));
    }
}
