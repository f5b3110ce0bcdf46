using System.Net;
using System.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Studio.Tests.Support;
using Studio.Web.Auth;

namespace Studio.Tests.Attacks;

/// <summary>
/// What a page elsewhere can make a browser send to the routes that are open to everybody: no credential that is merely there excuses it,
/// since nobody checks one on these.
/// </summary>
public sealed class PublicRouteAttackTests(SharedStudio shared) : IClassFixture<SharedStudio>
{
    private static readonly string[] Queries = ["", "?api_key=x", "?API_KEY=x", "?token=x", "?ticket=x",
        $"?api_key={StudioApplication.Key}", "?api_key=", "?api_key=x&ticket=y"];

    private static readonly string[] Headers =
    [
        "Accept: */*", "X-API-Key: x", "X-API-Key: ", $"X-API-Key: {StudioApplication.Key}", "Authorization: Bearer x",
        "Authorization: Basic eDp5", "Authorization: nonsense",
        "CF-Access-Token: x", "Cf-Access-Jwt-Assertion: a.b.c",
    ];

    private static readonly string[] Pages =
    [
        "Origin: https://evil.example", "Origin: null", "Origin: http://127.0.0.1:1", "Sec-Fetch-Site: cross-site",
        "Sec-Fetch-Site: same-site", "Sec-Fetch-Site: nonsense",
        "Referer: https://evil.example/x",
    ];

    private readonly StudioApplication _studio = shared.Studio;

    /// <summary>Every public route that changes something, found in the server itself.</summary>
    private IReadOnlyList<string> Routes => [.. _studio.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .Where(endpoint => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null
            && endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("POST") == true)
        .Select(endpoint => "/" + endpoint.RoutePattern.RawText!.TrimStart('/')).Distinct()];

    [Fact]
    public async Task ForeignPage_WithAnyCredentialThatNobodyChecks_Is403OnEveryPublicRoute()
    {
        Assert.Superset(new HashSet<string> { "/api/auth/login", "/api/auth/logout", "/api/auth/pair", "/api/auth/pair/token", "/login" },
            Routes.ToHashSet());
        using var client = await _studio.CreateClientAsync(CurrentUser.Administrator);
        var cases = from route in Routes
                    from page in Pages
                    from credential in Queries.Select(query => (query, Headers[0])).Concat(Headers.Select(header => ("", header)))
                    select (route, page, credential);
        var wrong = new List<string>();
        foreach (var (route, page, (query, header)) in cases)
        {
            using var response = await PostAsync(client, route + query, $$"""{"api_key":"{{StudioApplication.Key}}","name":"x"}""",
                "application/json", page, header);
            if (response.StatusCode != HttpStatusCode.Forbidden || response.Cookie() is not null)
                wrong.Add($"{route}{query} {page}, {header}: {(int)response.StatusCode}");
        }

        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("text/plain;charset=UTF-8")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("application/json+x")]
    [InlineData("application/jsonp")]
    [InlineData("text/json")]
    [InlineData("application/json; boundary=x")]
    [InlineData("application/json, text/plain")]
    [InlineData("nonsense")]
    public async Task Body_OfATypeThatAFormCanSend_Is415OnEveryPublicRoute(string type)
    {
        using var client = _studio.CreateAnonymousClient();
        foreach (var route in Routes.Where(route => route != "/login")) // which takes its own form with its token
        {
            foreach (var query in new[] { "", "?api_key=x", "?ticket=x" })
            {
                using var response = await PostAsync(client, route + query, $$"""{"api_key":"{{StudioApplication.Key}}"}""", type);
                Assert.Equal((route, HttpStatusCode.UnsupportedMediaType), (route, response.StatusCode));
                Assert.Null(response.Cookie());
            }
        }
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("APPLICATION/JSON")]
    [InlineData("application/x-www-form-urlencoded")] // curl's -d
    [InlineData(null)]
    public async Task LogIn_OfAProgramOrOfAnOwnPage_TakesJson(string? type)
    {
        using var client = _studio.CreateAnonymousClient();
        foreach (var page in new[] { "Accept: */*", $"Origin: {Own}", "Sec-Fetch-Site: same-origin", $"Referer: {Own}/login" })
        {
            using var response = await PostAsync(client, "/api/auth/login",
                $$"""{"api_key":"{{StudioApplication.Key}}","next":"/studio/queue"}""", type, page);
            Assert.Equal("""{"status":"ok","redirect":"/studio/queue"}""", await response.Content.ReadAsStringAsync());
            Assert.NotNull(response.Cookie());
        }
    }

    [Theory]
    [InlineData("api_key={0}&next=%2Fstudio%2Fqueue&remember=false", HttpStatusCode.OK, """{"status":"ok","redirect":"/studio/queue"}""")]
    [InlineData("api_key={0}", HttpStatusCode.OK, """{"status":"ok","redirect":"/"}""")]
    [InlineData("user=form+user&password=a+long+%26+strange+secret", HttpStatusCode.OK, """{"status":"ok","redirect":"/"}""")]
    [InlineData("user=form+user&password=wrong+password", HttpStatusCode.Unauthorized, """{"detail":"Wrong user name or password"}""")]
    [InlineData("api_key=wrong", HttpStatusCode.Unauthorized, """{"detail":"Invalid API key"}""")]
    [InlineData("api_key={0}&api_key=other", HttpStatusCode.BadRequest, null)]
    [InlineData("{\"api_key\":", HttpStatusCode.BadRequest, null)]
    public async Task LogIn_ByForm_TakesTheFieldsOfTheJson(string body, HttpStatusCode expected, string? answer)
    {
        if (body.StartsWith("user", StringComparison.Ordinal)
            && await _studio.Get<Web.Auth.Users.UserStore>().FindByNameAsync("form user", default) is null)
            await _studio.CreateUserAsync("form user", "a long & strange secret");
        using var client = _studio.CreateAnonymousClient();
        using var response = await PostAsync(client, "/api/auth/login",
            body.Replace("{0}", StudioApplication.Key, StringComparison.Ordinal), "application/x-www-form-urlencoded");
        Assert.Equal(expected, response.StatusCode);
        if (answer is not null)
            Assert.Equal(answer, await response.Content.ReadAsStringAsync());
        Assert.Equal(expected == HttpStatusCode.OK, response.Cookie() is { } cookie
            && cookie.Contains("max-age", StringComparison.Ordinal) != body.Contains("remember=false", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Sec-Fetch-Site: same-site", false)]
    [InlineData("Sec-Fetch-Site: cross-site", false)]
    [InlineData("Referer: http://127.0.0.1:1/picture", false)]
    [InlineData("Origin: https://evil.example", false)]
    [InlineData("Sec-Fetch-Site: same-origin", true)]
    [InlineData("Sec-Fetch-Site: none", true)]
    [InlineData("Accept: */*", true)]
    public async Task SigningOutByGet_OfAPageElsewhere_KeepsTheSession(string mark, bool signsOut)
    {
        var session = await _studio.CreateSessionAsync(CurrentUser.Administrator);
        using var client = _studio.CreateAnonymousClient();
        using var left = await client.SendAsync(HttpMethod.Get, "/auth_login.html?logout=true", mark, $"Cookie: session={session}");
        Assert.Equal((HttpStatusCode.Redirect, "/login"), (left.StatusCode, left.Headers.Location?.OriginalString));
        using var after = await client.GetWithCookieAsync("/queue", session);
        Assert.Equal(signsOut ? HttpStatusCode.Unauthorized : HttpStatusCode.OK, after.StatusCode);
    }

    private string Own => _studio.BaseAddress.OriginalString.TrimEnd('/');

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, string path, string body, string? type,
        params string[] headers)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        if (type is not null)
            content.Headers.TryAddWithoutValidation("Content-Type", type);
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        foreach (var header in headers)
            request.Headers.TryAddWithoutValidation(header[..header.IndexOf(':')], header[(header.IndexOf(':') + 1)..].Trim());
        return await client.SendAsync(request);
    }
}
