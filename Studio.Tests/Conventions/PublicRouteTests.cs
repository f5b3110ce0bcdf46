using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Studio.Tests.Support;

namespace Studio.Tests.Conventions;

/// <summary>Asks every route that the server has, without a credential. A new one is closed, or it is named here.</summary>
public sealed partial class PublicRouteTests(SharedStudio shared) : IClassFixture<SharedStudio>
{
    // signing in and out, health, and nothing else; scripts, styles and icons are told by what they are, not by how their name ends
    private static readonly HashSet<string> Public = new(StringComparer.Ordinal)
    {
        "GET /login", "POST /login", "POST /api/auth/login", "POST /api/auth/logout", "GET /auth_login.html",
        "GET /api/auth/oidc/start", "GET /api/auth/oidc/callback", // signing in elsewhere begins and ends without a session
        "POST /api/auth/pair", "POST /api/auth/pair/token", // a program that has no key yet; what it gets, a signed-in person decides
        "GET /health", "GET /api/health", "GET /health/live", "GET /health/ready",
    };

    private readonly StudioApplication _studio = shared.Studio;

    [Fact]
    public async Task Route_WithoutCredential_IsRefusedUnlessNamedHere()
    {
        using var client = _studio.CreateAnonymousClient();
        var open = new List<string>();
        var asked = 0;
        foreach (var (method, path) in Routes().Where(route => !IsPublic(route)))
        {
            using var script = await client.SendAsync(new HttpMethod(method), path, "Accept: */*");
            using var browser = await client.SendAsync(new HttpMethod(method), path, "Accept: text/html");
            asked++;
            if (script.StatusCode != HttpStatusCode.Unauthorized || !IsRefusal(browser))
                open.Add($"{method} {path}: {(int)script.StatusCode}, for a browser {(int)browser.StatusCode}");
        }

        Assert.Empty(open);
        Assert.True(asked > 100, $"only {asked} routes were found");
    }

    /// <summary>HEAD is GET without a body, and as public as that.</summary>
    private static bool IsPublic(Route route) =>
        Public.Contains((route.Method == "HEAD" ? route with { Method = "GET" } : route).ToString());

    [Fact]
    public void PublicRoutes_NamedHere_AreThere() => Assert.Empty(Public.Except(Routes().Select(route => route.ToString())));

    private static bool IsRefusal(HttpResponseMessage response) => response.StatusCode == HttpStatusCode.Unauthorized
        || (response.StatusCode == HttpStatusCode.Redirect
        && response.Headers.Location?.OriginalString.StartsWith("/login", StringComparison.Ordinal) == true);

    private IEnumerable<Route> Routes() => _studio.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .Where(endpoint => endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is null)
        .SelectMany(endpoint => Methods(endpoint).Select(method => new Route(method, Path(endpoint))))
        .Distinct();

    private static IEnumerable<string> Methods(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods is { Count: > 0 } methods
            ? methods.Where(method => method is not "OPTIONS") // which never reach a route
            : ["GET", "POST"];

    private static string Path(RouteEndpoint endpoint) =>
        "/" + Parameter().Replace(endpoint.RoutePattern.RawText ?? "", "1").TrimStart('/');

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();

    private sealed record Route(string Method, string Path)
    {
        public override string ToString() => $"{Method} {Path}";
    }
}
