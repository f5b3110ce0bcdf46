namespace Studio.Web.Auth;

/// <summary>What a browser says of the page behind a request. Programs say none of it, and a page cannot take it back.</summary>
internal static class BrowserMarks
{
    /// <summary>
    /// Whether these say so and no Origin does, which would be asked first: another site, another port, another name below ours.
    /// </summary>
    public static bool AreOfElsewhere(HttpRequest request)
    {
        if (request.Headers.Origin.ToString().Length > 0)
            return false;
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site.Length > 0)
            return site is not ("same-origin" or "none");
        // browsers without Fetch Metadata, on the few requests that have no Origin
        return request.Headers.Referer.ToString() is { Length: > 0 } referer && !IsSameHost(referer, request);
    }

    /// <summary>Whether a browser sent it, as far as it says so: Fetch Metadata, or a name as only browsers have.</summary>
    public static bool AreAny(HttpRequest request) =>
        request.Headers.Keys.Any(name => name.StartsWith("Sec-Fetch-", StringComparison.OrdinalIgnoreCase))
        || request.Headers.UserAgent.ToString().StartsWith("Mozilla/5.0 (", StringComparison.Ordinal);

    /// <summary>Whether a page of this very server sent it, or no page at all.</summary>
    public static bool AreOwnOrNone(HttpRequest request) =>
        request.Headers.Origin.ToString() is { Length: > 0 } origin ? IsSameHost(origin, request) : !AreOfElsewhere(request);

    // behind a TLS proxy the scheme differs, and a default port may be left out on one side
    public static bool IsSameHost(string origin, HttpRequest request) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri)
        && uri.Host.Equals(request.Host.Host, StringComparison.OrdinalIgnoreCase)
        && (uri.Port == request.Host.Port || (request.Host.Port is null && uri.IsDefaultPort));
}
