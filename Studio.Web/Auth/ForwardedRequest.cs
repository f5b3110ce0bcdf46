namespace Studio.Web.Auth;

/// <summary>Whether somebody else sent a request on: a proxy makes strangers look like itself.</summary>
internal static class ForwardedRequest
{
    // most proxies name themselves by one of these, few by all; X-Original-* is what is left where X-Forwarded-* was believed
    private static readonly string[] Names =
    [
        "Forwarded", "Via", "X-Real-IP", "X-Client-IP", "X-Cluster-Client-IP", "X-ProxyUser-Ip", "True-Client-IP", "Fastly-Client-IP",
        "X-Envoy-External-Address",
    ];

    private static readonly string[] Prefixes = ["X-Forwarded", "X-Original-", "CF-"];

    // a client's own, sent to be let through: where Cloudflare sent a request on, there are others beside them
    public static readonly string[] OfClients = [Credentials.PresentedKey.AccessTokenHeader, "CF-Access-Client-Id",
        "CF-Access-Client-Secret"];

    public static bool Is(HttpRequest request) => request.Headers.Keys.Any(name =>
        Names.Contains(name, StringComparer.OrdinalIgnoreCase) || IsForwarders(name));

    private static bool IsForwarders(string name) =>
        Prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            && !OfClients.Contains(name, StringComparer.OrdinalIgnoreCase);
}
