namespace Studio.Web;

/// <summary>The headers that tell a browser what our pages never do.</summary>
public static class SecurityHeaders
{
    // No inline script anywhere: blazor.web.js and our modules are files. Styles are different: MudBlazor's components, and Blazor's own
    // <Virtualize>, position things with style attributes, which only 'unsafe-inline' admits; a style cannot run code.
    // 'self' covers the circuit's WebSocket. Blobs are pictures and downloads that a page has made itself.
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        + "connect-src 'self'; media-src 'self' blob:; worker-src 'self' blob:; manifest-src 'self'; form-action 'self'; base-uri 'self'; frame-ancestors 'none'";

    // A file that somebody sent or a prompt made. Should a browser show it as a page, that page is of no origin and runs nothing.
    private const string OfFiles =
        "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; media-src 'self'; frame-ancestors 'none'; sandbox";

    /// <summary>For answers that are somebody's file: nothing in it acts, and no browser guesses what it is.</summary>
    public static void IsSomebodysFile(HttpContext context)
    {
        context.Response.Headers.ContentSecurityPolicy = OfFiles;
        context.Response.Headers.XContentTypeOptions = "nosniff";
    }

    public static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        // at the start of the response, so that an error page made after a reset has them too
        context.Response.OnStarting(static state => Add((HttpContext)state), context);
        return next(context);
    });

    private static Task Add(HttpContext context)
    {
        var headers = context.Response.Headers;
        // an endpoint may be stricter, as one that serves a stranger's file must be
        headers.TryAdd("Content-Security-Policy", ContentSecurityPolicy);
        headers.TryAdd("X-Content-Type-Options", "nosniff");
        headers.TryAdd("X-Frame-Options", "DENY");
        headers.TryAdd("Referrer-Policy", "same-origin");
        headers.TryAdd("Cross-Origin-Opener-Policy", "same-origin");
        headers.TryAdd("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()");
        if (context.Request.IsHttps)
            headers.TryAdd("Strict-Transport-Security", "max-age=31536000");
        return Task.CompletedTask;
    }
}
