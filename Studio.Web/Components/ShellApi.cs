using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.StaticAssets;
using MudBlazor;
using MudBlazor.Services;
using Studio.Web.Auth;
using Studio.Web.Components.Importing;
using Studio.Web.Components.Pages;
using Studio.Web.Languages;

namespace Studio.Web.Components;

/// <summary>The door of the pages: Blazor on the server, scripts and styles, and what an unknown address gets.</summary>
public static class ShellApi
{
    public static IServiceCollection AddShell(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents(circuit =>
        {
            // a phone that was locked for a few minutes finds its page as it was
            circuit.DisconnectedCircuitRetentionPeriod = TimeSpan.FromMinutes(5);
            circuit.DisconnectedCircuitMaxRetained = 100;
        }).AddHubOptions(hub => hub.MaximumReceiveMessageSize = 1 << 19); // the usual 32 KB would cut the line under a long prompt
        services.AddMudServices(mud =>
        {
            var notes = mud.SnackbarConfiguration;
            (notes.PositionClass, notes.MaxDisplayedSnackbars, notes.PreventDuplicates) = (Defaults.Classes.Position.BottomRight, 3, false);
            // long enough to read it, find Undo and reach it by keyboard
            (notes.VisibleStateDuration, notes.ShowTransitionDuration, notes.HideTransitionDuration) = (10_000, 150, 150);
        });
        services.AddLanguages();
        services.AddScoped<PendingImport>();
        services.AddCascadingAuthenticationState();
        return services;
    }

    /// <summary>Around authorization: a page that refuses somebody is answered with a page, which says why.</summary>
    public static IApplicationBuilder UseRefusedPages(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        await next(context);
        if (context.Features.Get<RefusedPage>() is { } refused && !context.Response.HasStarted)
            await new RazorComponentResult<RefusedDocument>(new { refused.Reason })
                { StatusCode = StatusCodes.Status403Forbidden }.ExecuteAsync(context);
    });

    /// <summary>
    /// After authorization: an address that no route knows is a page for a browser and ComfyUI's plain text for a program. Nobody unknown
    /// gets here, so that the answer does not tell which addresses exist.
    /// </summary>
    public static IApplicationBuilder UseUnknownAddresses(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        if (context.GetEndpoint() is not null)
        {
            await next(context);
            if (context.Response is { StatusCode: StatusCodes.Status405MethodNotAllowed, HasStarted: false })
            {
                context.Response.ContentType = "text/plain; charset=utf-8";
                await context.Response.WriteAsync("405: Method Not Allowed", context.RequestAborted);
            }
        }
        else if (context.Request.GetTypedHeaders().Accept.Any(accept => accept.MediaType == "text/html"))
        {
            await new RazorComponentResult<NotFoundDocument> { StatusCode = StatusCodes.Status404NotFound }.ExecuteAsync(context);
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            context.Response.ContentType = "text/plain; charset=utf-8";
            await context.Response.WriteAsync("404: Not Found", context.RequestAborted);
        }
    });

    public static void MapShell(this IEndpointRouteBuilder app)
    {
        app.MapStaticAssets().AllowAnonymous();
        // SecurityHeaders has the whole policy; the framework would send a weaker one of its own instead
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(server => server.ContentSecurityFrameAncestorsPolicy = null)
            .WithStaticAssets()
            .AnswerHead().RequireAuthorization(Scopes.StudioRead); // the circuit too; a page of its own policy says so beside it
    }
}
