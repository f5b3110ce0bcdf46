using Studio.Web.Auth;

namespace Studio.Web.Api.Studio;

/// <summary>The surface that ComfyUI Studio's clients know.</summary>
public static class StudioApi
{
    public static IServiceCollection AddStudioApi(this IServiceCollection services)
    {
        services.AddSingleton<RunSocketHost>().AddSingleton<CatalogueView>();
        return services;
    }

    public static IEndpointRouteBuilder MapStudioApi(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/run").WithTags("Studio").RequireScopes(Scopes.StudioRead, Scopes.StudioRun)
            .DisableCookieRedirect().DisableAntiforgery();
        group.Map("/ws", (HttpContext context, RunSocketHost sockets) => sockets.ServeAsync(context)).WithMetadata(new ReadsAttribute());
        group.MapRuns();
        routes.MapCatalogue();
        return routes;
    }
}
