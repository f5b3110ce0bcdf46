using System.Net;
using Studio.Web.Auth.Credentials;

namespace Studio.Web.Auth;

/// <summary>
/// What a browser on another site may do here. Local mode: nothing (DNS rebinding, pages that call 127.0.0.1). Keyed mode: nothing that
/// changes state or opens a socket on the strength of a cookie, and nothing at all on the routes that are open to everybody. Also answers
/// for --enable-cors-header.
/// </summary>
internal sealed class OriginRules(RequestDelegate next, StudioOptions options, Access access, Audit audit)
{
    /// <summary>After routing: what is open to everybody is told by its endpoint.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        PresentedKey.TakeFromQuery(context, options.Auth.AllowQueryKey && access.Mode == AccessMode.Keyed);
        if (options.EnableCorsHeader is { } origin)
            AddCorsHeaders(context.Response.Headers, origin);
        if (Objection(context) is { } objection)
        {
            audit.Refused(context, objection);
            return Refusal.WriteAsync(context, StatusCodes.Status403Forbidden, objection);
        }

        if (HttpMethods.IsOptions(context.Request.Method))
            return Task.CompletedTask;
        return PublicBodies.Takes(context)
            ? next(context)
            : Refusal.WriteAsync(context, StatusCodes.Status415UnsupportedMediaType, PublicBodies.Sentence);
    }

    private string? Objection(HttpContext context)
    {
        var isForeign = IsForeign(context.Request);
        if (access.Mode == AccessMode.Local)
            return LocalObjection(context, isForeign);
        if (!Changes(context) || !(isForeign || BrowserMarks.AreOfElsewhere(context.Request)))
            return null;
        // a key excuses only where somebody checks it: what is open to all would do the page's will with a made-up one
        return PublicBodies.IsPublic(context) || !PresentedKey.IsGivenByProgram(context)
            ? "A page of another site may not do this. If it is yours, list its origin in Auth:AllowedOrigins."
            : null;
    }

    private string? LocalObjection(HttpContext context, bool isForeign)
    {
        var request = context.Request;
        if (!IsLoopbackName(request.Host.Host))
            return $"The host name '{request.Host.Host}' is not this machine's own. Without an API key the server answers to localhost only.";
        if (ForwardedRequest.Is(request))
            return "This came through a proxy. Set an API key before others can reach the server.";
        if (isForeign)
            return "A page of another site may not call this server. If it is yours, name its origin with --enable-cors-header.";
        return IsCrossSite(request) || (Changes(context) && options.EnableCorsHeader is null && BrowserMarks.AreOfElsewhere(request))
            ? "A page of another site may not use this server."
            : null;
    }

    // following a link to a page is harmless; embedding, fetching and posting are not
    private bool IsCrossSite(HttpRequest request) =>
        options.EnableCorsHeader is null
        && request.Headers["Sec-Fetch-Site"] == "cross-site"
        && !(IsSafe(request.Method) && request.Headers["Sec-Fetch-Mode"] == "navigate" && request.Headers["Sec-Fetch-Dest"] == "document");

    private bool IsForeign(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        if (origin.Length == 0)
            return false;
        if (options.EnableCorsHeader is "*" && access.Mode == AccessMode.Local)
            return false;
        if (IsListed(origin))
            return false;
        return !BrowserMarks.IsSameHost(origin, request);
    }

    private bool IsListed(string origin) =>
        options.Auth.AllowedOrigins.Append(options.EnableCorsHeader)
            .Any(listed => origin.Equals(listed?.TrimEnd('/'), StringComparison.OrdinalIgnoreCase));

    private static bool Changes(HttpContext context) => context.WebSockets.IsWebSocketRequest || !IsSafe(context.Request.Method);

    internal static bool IsSafe(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);

    private static bool IsLoopbackName(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static void AddCorsHeaders(IHeaderDictionary headers, string origin)
    {
        headers.AccessControlAllowOrigin = origin;
        headers.AccessControlAllowMethods = "POST, GET, DELETE, PUT, OPTIONS, PATCH";
        headers.AccessControlAllowHeaders = "Content-Type, Authorization, X-API-Key";
        if (origin == "*")
            return; // any page and this browser's session together would be everybody's session; browsers refuse that, too
        headers.AccessControlAllowCredentials = "true";
        headers.Append("Vary", "Origin");
    }
}
