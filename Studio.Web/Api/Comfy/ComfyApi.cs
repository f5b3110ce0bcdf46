using Microsoft.AspNetCore.Mvc;
using Studio.Web.Auth;
using Studio.Web.Jobs;

namespace Studio.Web.Api.Comfy;

/// <summary>The surface that ComfyUI's clients know: shapes only, no decisions. Every route is there with and without /api.</summary>
public static class ComfyApi
{
    public static IServiceCollection AddComfy(this IServiceCollection services)
    {
        services.AddSingleton(provider => new JobTexts(provider.GetRequiredService<JobQueue>()));
        services.AddSingleton<ComfySockets>();
        services.AddSingleton<ComfySocketHost>();
        return services;
    }

    public static IEndpointRouteBuilder MapComfy(this IEndpointRouteBuilder routes)
    {
        foreach (var prefix in new[] { "", "/api" })
        {
            var group = routes.MapSurface(prefix);
            group.MapPrompts();
            group.MapHistory();
            group.MapJobList();
            group.MapFiles();
            group.MapUploads();
            group.MapInfo();
            group.MapModelLists();
            group.MapFrontEnd();
            group.MapUsers();
            group.MapUserData();
            group.Map("/ws", (HttpContext context, ComfySocketHost sockets) => sockets.ServeAsync(context))
                .WithMetadata(new ReadsAttribute());
        }

        routes.MapSurface("").MapInternal();
        return routes;
    }

    /// <summary>The rules that hold for every route.</summary>
    private static RouteGroupBuilder MapSurface(this IEndpointRouteBuilder routes, string prefix)
    {
        var group = routes.MapGroup(prefix).WithTags("ComfyUI").RequireScopes(Scopes.ComfyRead, Scopes.ComfyRun).DisableCookieRedirect()
            .DisableAntiforgery();
        group.AddEndpointFilter(ComfyAnswer.Filter).WithMetadata(new RequestSizeLimitAttribute(ComfyBody.MaxBytes));
        return group;
    }
}
