using System.Net;
using Studio.Tests.Support;
using Studio.Web.Auth;

namespace Studio.Tests.Attacks;

/// <summary>
/// A page elsewhere, in the browser of somebody who is signed in. The browser sends cookies and remembered Basic passwords by itself; it
/// sends no other header key.
/// </summary>
public sealed class CrossSiteAttackTests(SharedStudio shared) : IClassFixture<SharedStudio>
{
    private const string Evil = "Origin: https://evil.example";

    private static readonly string[] Upgrade = ["Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="];

    private readonly StudioApplication _studio = shared.Studio;

    [Theory]
    [InlineData("POST", "/prompt")]
    [InlineData("POST", "/api/queue/pause")]
    [InlineData("POST", "/upload/image")]
    [InlineData("POST", "/userdata/x.json")]
    [InlineData("DELETE", "/api/gallery/item?filename=x.png")]
    [InlineData("PATCH", "/internal/logs/subscribe")]
    [InlineData("POST", "/api/auth/ticket")]
    [InlineData("POST", "/api/auth/token")]
    [InlineData("POST", "/api/auth/keys")]
    [InlineData("POST", "/api/auth/login")]
    [InlineData("POST", "/api/auth/logout")]
    [InlineData("POST", "/login")]
    [InlineData("POST", "/api/admin/maintenance")]
    [InlineData("POST", "/_blazor/negotiate?negotiateVersion=1")]
    public async Task Request_ThatChangesSomething_Is403WithACookie(string method, string path)
    {
        using var client = await _studio.CreateClientAsync(CurrentUser.Administrator);
        foreach (var origin in new[] { Evil, "Origin: null", $"Origin: http://{_studio.BaseAddress.Host}:1",
            "Origin: https://evil.example, http://127.0.0.1" })
        {
            using var response = await client.SendAsync(new HttpMethod(method), path, origin);
            Assert.Equal((origin, HttpStatusCode.Forbidden), (origin, response.StatusCode));
            Assert.Null(response.Cookie());
        }
    }

    [Theory]
    [InlineData("/ws?clientId=a")]
    [InlineData("/api/ws?clientId=a")]
    [InlineData("/api/run/ws")]
    [InlineData("/_blazor")]
    public async Task Socket_OfAForeignPage_IsRefusedAtTheHandshake(string path)
    {
        using var client = await _studio.CreateClientAsync(CurrentUser.Administrator);
        foreach (var origin in new[] { Evil, "Origin: null", "Origin: file://" })
        {
            using var response = await client.SendAsync(HttpMethod.Get, path, [origin, .. Upgrade]);
            Assert.Equal((origin, HttpStatusCode.Forbidden), (origin, response.StatusCode));
        }
    }

    [Theory]
    [InlineData("?ticket=0123456789abcdef")]
    [InlineData("?api_key=")]
    [InlineData("?api_key=wrong-key-0123456789abcdef")]
    [InlineData("?token=x")]
    public async Task Key_ThatOnlyPretendsToBeOne_DoesNotOpenTheWayForTheCookie(string query)
    {
        using var client = await _studio.CreateClientAsync(CurrentUser.Administrator);
        using var post = await client.SendAsync(HttpMethod.Post, "/api/auth/ticket" + query, Evil);
        using var socket = await client.SendAsync(HttpMethod.Get, "/ws" + query, [Evil, .. Upgrade]);
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (post.StatusCode, socket.StatusCode));
    }

    [Fact]
    public async Task BasicPassword_ThatABrowserRemembers_IsNoLeaveForAForeignPage()
    {
        var pair = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"x:{StudioApplication.Key}"));
        using var client = _studio.CreateAnonymousClient();
        using var foreign = await client.SendAsync(HttpMethod.Post, "/api/auth/ticket", Evil, $"Authorization: Basic {pair}");
        using var socket = await client.SendAsync(HttpMethod.Get, "/ws", [Evil, $"Authorization: Basic {pair}", .. Upgrade]);
        using var script = await client.SendAsync(HttpMethod.Post, "/api/auth/ticket", $"Authorization: Basic {pair}");
        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, HttpStatusCode.OK),
            (foreign.StatusCode, socket.StatusCode, script.StatusCode));
    }

    [Theory]
    [InlineData("cross-site")]
    [InlineData("same-site")]
    public async Task Fetch_WithoutOriginFromElsewhere_MayNotChangeAnything(string site)
    {
        using var client = await _studio.CreateClientAsync(CurrentUser.Administrator);
        using var post = await client.SendAsync(HttpMethod.Post, "/api/auth/ticket", $"Sec-Fetch-Site: {site}");
        using var socket = await client.SendAsync(HttpMethod.Get, "/ws", [$"Sec-Fetch-Site: {site}", .. Upgrade]);
        using var own = await client.SendAsync(HttpMethod.Post, "/api/auth/ticket", "Sec-Fetch-Site: same-origin");
        using var typed = await client.SendAsync(HttpMethod.Post, "/api/auth/ticket", "Sec-Fetch-Site: none");
        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (post.StatusCode, socket.StatusCode));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (own.StatusCode, typed.StatusCode));
    }

    [Fact]
    public async Task HeaderKey_FromAPageThatKnowsIt_IsNotTheCookiesAffair()
    {
        using var client = _studio.CreateClient();
        using var response = await client.SendAsync(HttpMethod.Post, "/api/auth/ticket", Evil, "Sec-Fetch-Site: cross-site");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("Host: evil.example")]
    [InlineData("Host: 127.0.0.1.evil.example")]
    [InlineData("X-Forwarded-Host: evil.example")]
    [InlineData("X-Original-Host: evil.example")]
    [InlineData("Forwarded: host=evil.example")]
    public async Task Host_OfTheAttackersChoice_IsInNoAnswer(string header)
    {
        using var client = _studio.CreateAnonymousClient();
        foreach (var (path, accept) in new[] { ("/studio/gallery", "text/html"), ("/login", "text/html"), ("/queue", "*/*"),
            ("/auth_login.html", "text/html") })
        {
            using var response = await client.SendAsync(HttpMethod.Get, path, header, $"Accept: {accept}");
            Assert.DoesNotContain("evil.example", $"{response.Headers}{await response.Content.ReadAsStringAsync()}",
                StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("Host: localhost")]
    [InlineData("X-Forwarded-For: 127.0.0.1")]
    [InlineData("X-Real-IP: 127.0.0.1")]
    [InlineData("X-Original-URL: /health")]
    [InlineData("X-Rewrite-URL: /health")]
    [InlineData("X-HTTP-Method-Override: OPTIONS")]
    [InlineData("CF-Access-Token: anything")]
    [InlineData("CF-Access-Client-Id: anything")]
    public async Task Header_ThatClaimsToBeInside_IsNoCredential(string header)
    {
        using var client = _studio.CreateAnonymousClient();
        using var response = await client.SendAsync(HttpMethod.Get, "/queue", header);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Theory]
    [InlineData("/login/../queue")]
    [InlineData("/health/../queue")]
    [InlineData("/health/%2e%2e/queue")]
    [InlineData("/queue/")]
    [InlineData("/QUEUE")]
    [InlineData("//queue")]
    [InlineData("/queue;x=/health")]
    [InlineData("/queue%2f")]
    [InlineData("/_framework/../queue")]
    [InlineData("/css/..%2fqueue")]
    [InlineData("/queue?x=.css")]
    [InlineData("/queue.css")]
    public async Task Path_DressedUpAsAPublicOne_NeedsACredential(string path)
    {
        using var client = _studio.CreateAnonymousClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_studio.BaseAddress.OriginalString.TrimEnd('/') + path,
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        using var response = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }
}
