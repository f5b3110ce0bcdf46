using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Studio.Web.Auth.Credentials;

namespace Studio.Web.Auth;

/// <summary>
/// How the server says no: a browser that asked for a page goes to the sign-in page, everything else gets JSON and a status.
/// </summary>
internal static class Refusal
{
    private const string BearerChallenge = "Bearer realm=\"Studio\"";

    public static Task NotAuthenticatedAsync(HttpContext context)
    {
        if (WantsPage(context) && !PresentedKey.IsIn(context))
        {
            var asked = context.Request.Path + context.Request.QueryString;
            context.Response.Redirect(asked is "/" ? "/login" : $"/login?next={Uri.EscapeDataString(asked)}");
            return Task.CompletedTask;
        }

        context.Response.Headers.WWWAuthenticate = Challenges(context);
        return WriteAsync(context, StatusCodes.Status401Unauthorized, $"Not authenticated{Hint(context)}");
    }

    // programs that keep a name and a key in their address send them only when they are asked for Basic; a browser would ask its user
    private static StringValues Challenges(HttpContext context) =>
        context.Request.Headers.Origin.Count > 0 || BrowserMarks.AreAny(context.Request) || WantsPage(context)
            ? BearerChallenge
            : new StringValues([BearerChallenge, "Basic realm=\"Studio\", charset=\"UTF-8\""]);

    // a client that is meant for Cloudflare's edge, pointed straight at this server
    private static string Hint(HttpContext context)
    {
        var auth = context.RequestServices.GetRequiredService<StudioOptions>().Auth;
        if (auth.AcceptAccessToken || Array.Find(ForwardedRequest.OfClients, context.Request.Headers.ContainsKey) is not { } header)
            return "";
        return auth.CloudflareAccess.IsOn
            ? $": {header} is for Cloudflare's edge. Call the address that Cloudflare Access protects, or send the key as X-API-Key."
            : $": {header} counts only behind Cloudflare Access (Auth:CloudflareAccess). Send the key as X-API-Key, or set Auth:AcceptAccessToken to have {PresentedKey.AccessTokenHeader} taken for one.";
    }

    /// <param name="rule">Which rule refused, for programs.</param>
    /// <param name="detail">The same for a person.</param>
    public static Task ForbiddenAsync(HttpContext context, string? rule = null, string? detail = null)
    {
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return context.Response.WriteAsJsonAsync(new { detail = detail ?? "You may not do this.", rule = rule ?? "policy" },
            context.RequestAborted);
    }

    /// <summary>The value of Retry-After.</summary>
    public static string Seconds(TimeSpan wait) => $"{Math.Max(1, Math.Ceiling(wait.TotalSeconds)):0}";

    public static Task WriteAsync(HttpContext context, int status, string detail)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new { detail }, context.RequestAborted);
    }

    /// <summary>A person's browser, going to a page: not an API path, not a fetch that wants JSON, not a socket.</summary>
    public static bool WantsPage(HttpContext context)
    {
        var request = context.Request;
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
            return false;
        // a mapped endpoint is a page only when a component answers it; an unknown path may be one
        var isPage = context.GetEndpoint() is not { } endpoint || endpoint.Metadata.GetMetadata<ComponentTypeMetadata>() is not null;
        return isPage
            && !context.WebSockets.IsWebSocketRequest
            && !request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
            && request.GetTypedHeaders().Accept.Any(accept => accept.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase));
    }
}
