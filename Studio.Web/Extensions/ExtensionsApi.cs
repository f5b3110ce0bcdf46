using Studio.Engine;
using Studio.Engine.Graph;
using Studio.Web.Auth;
using Studio.Web.Extensions.Packages;

namespace Studio.Web.Extensions;

/// <summary>
/// The extensions' door. /extensions and /api/extensions are ComfyUI's list of scripts; the Studio's own list is below it.
/// </summary>
public static class ExtensionsApi
{
    /// <summary>Loads what lies in STUDIO_DIR/extensions: services have to be known before the server is built.</summary>
    public static IServiceCollection AddExtensions(this IServiceCollection services, StudioOptions options)
    {
        new ExtensionInstaller(options).CleanUp();
        var extensions = new ExtensionLoader(options).LoadAll();
        foreach (var extension in extensions)
        {
            if (extension.Assembly is { } assembly)
                services.AddNodePack(new NodePack(extension.Module, assembly));
            foreach (var service in extension.Services)
                services.Add(service);
        }

        return services
            .AddSingleton(extensions)
            .AddSingleton<ExtensionCatalog>()
            .AddSingleton<ExtensionInstaller>()
            .AddSingleton<SignedCatalogue>()
            .AddSingleton<ExtensionSecurity>()
            .AddSingleton<RestartRequest>()
            .AddSingleton<ExtensionScripts>();
    }

    public static IEndpointRouteBuilder MapExtensions(this IEndpointRouteBuilder routes)
    {
        routes.ServiceProvider.GetRequiredService<ExtensionCatalog>().Report();
        var group = routes.MapGroup("/api/extensions/installed").WithTags("Extensions").RequireScopes(Scopes.StudioRead, Scopes.Admin)
            .DisableCookieRedirect();
        group.MapGet("",
            (ExtensionCatalog catalog, CurrentUser user) => TypedResults.Json(catalog.All.Select(report => ShapeOf(report, user))));
        routes.MapExtensionAdmin();
        return routes;
    }

    /// <summary>Folders and reasons name places and code of the server: they are for administrators.</summary>
    private static object ShapeOf(ExtensionReport report, CurrentUser user)
    {
        var extension = report.Extension;
        return new
        {
            name = extension.Name,
            title = extension.Title,
            version = extension.Manifest?.Version,
            description = extension.Manifest?.Description,
            author = extension.Manifest?.Author,
            state = extension.State.ToString().ToLowerInvariant(),
            nodes = report.Names("node"),
            samplers = report.Names("sampler"),
            schedulers = report.Names("scheduler"),
            families = report.Names("family"),
            refused = report.Refused.Select(
                refused => new { kind = refused.Part.Kind, name = refused.Part.Name, reason = user.IsAdmin ? refused.Reason : null }),
            problem = user.IsAdmin ? extension.Problem : null,
            folder = user.IsAdmin ? extension.Folder : null,
            contract = extension.Manifest?.Contract.ToString(),
        };
    }
}
