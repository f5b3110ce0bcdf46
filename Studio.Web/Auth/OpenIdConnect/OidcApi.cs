using System.Text.Encodings.Web;

namespace Studio.Web.Auth.OpenIdConnect;

/// <summary>The door of signing in elsewhere: leaving for the provider, and coming back.</summary>
internal static class OidcApi
{
    public static IServiceCollection AddOidc(this IServiceCollection services) =>
        services.AddSingleton<OidcProvider>().AddSingleton<OidcAttempts>().AddSingleton<OidcSignIn>();

    public static void MapOidc(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup(OidcAttempts.CookiePath).AllowAnonymous();
        group.MapGet("/start", StartAsync);
        group.MapGet("/callback", CallbackAsync);
    }

    /// <summary>Where the button leads.</summary>
    public static string StartPath(string next) => $"{OidcAttempts.CookiePath}/start?next={Uri.EscapeDataString(next)}";

    private static async Task<IResult> StartAsync(HttpContext context, StudioOptions options, OidcSignIn signIn, Audit audit, string? next)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (!options.Auth.Oidc.IsOn)
            return Off();
        var target = LocalPath.OrRoot(next);
        try
        {
            return Results.Redirect(await signIn.BeginAsync(context, target));
        }
        catch (OidcException e)
        {
            return Failed(context, audit, e, target);
        }
    }

    private static async Task<IResult> CallbackAsync(HttpContext context, StudioOptions options, OidcSignIn signIn, Audit audit)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (!options.Auth.Oidc.IsOn)
            return Off();
        try
        {
            return Onward(context, await signIn.EndAsync(context));
        }
        catch (OidcException e)
        {
            return Failed(context, audit, e, e.Next);
        }
    }

    private static IResult Off() =>
        Results.Json(new { detail = "OpenID Connect is not configured." }, statusCode: StatusCodes.Status404NotFound);

    /// <param name="next">Where they wanted to go: another way of signing in still leads there.</param>
    private static IResult Failed(HttpContext context, Audit audit, OidcException e, string? next)
    {
        audit.Refused(context, e.Message);
        var way = LocalPath.OrRoot(next) is { Length: > 1 } path ? $"&next={Uri.EscapeDataString(path)}" : "";
        return Results.LocalRedirect($"/login?provider={e.Failure.ToString().ToLowerInvariant()}{way}");
    }

    /// <summary>
    /// A page that leads on by itself: a redirect would still count as coming from the provider, and the Strict cookie would stay at home.
    /// </summary>
    private static IResult Onward(HttpContext context, string next)
    {
        var target = LocalPath.Escaped(next);
        context.Response.Headers["Refresh"] = $"0;url={target}";
        return Results.Content(
            $"<!doctype html><html lang=\"en\"><title>Signed in</title><p>Signed in. <a href=\"{HtmlEncoder.Default.Encode(target)}\">Continue</a></p></html>", "text/html; charset=utf-8");
    }
}
