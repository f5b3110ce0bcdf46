using System.Net;
using Studio.Tests.Support;
using Studio.Web;

namespace Studio.Tests.Auth.External;

public sealed class TrustedNetworkTests(TrustedNetworkTests.Server server) : IClassFixture<TrustedNetworkTests.Server>
{
    private readonly StudioApplication _studio = server.Studio;

    [Fact]
    public async Task DirectCaller_HasTheStatedScopesAndNoMore()
    {
        using var client = _studio.CreateAnonymousClient();
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/queue")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await client.PostAsync("/prompt", "{}")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await client.GetAsync("/api/gallery")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await client.GetAsync("/api/admin/audit")).StatusCode);
        using var socket = await _studio.ConnectAsync("/ws?clientId=n", key: null);
        Assert.Equal(System.Net.WebSockets.WebSocketState.Open, socket.State);
    }

    /// <summary>The settings that docs/comfyui.md names for clients that cannot send a key, and what those ask.</summary>
    [Fact]
    public async Task ClientWithoutAKey_WithTheSettingsOfTheDocument_GetsThrough()
    {
        await using var studio = await StudioApplication.StartAsync(options =>
            (options.Auth.TrustedNetworks, options.Auth.TrustedNetworkScopes) = (["127.0.0.0/8"],
                ["comfy:run", "comfy:read", "studio:read"]));
        using var client = studio.CreateAnonymousClient();
        foreach (var path in new[] { "/", "/queue", "/history", "/object_info", "/models/checkpoints", "/system_stats" })
            Assert.Equal((path, HttpStatusCode.OK), (path, (await client.GetAsync(path)).StatusCode));
        using var form = Api.ComfyFileTests.Form("mine.bin", [1]);
        Assert.Equal(HttpStatusCode.OK, (await client.PostAsync(new Uri("/upload/image", UriKind.Relative), form)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await client.PostAsync("/prompt", "{}")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await client.GetAsync("/api/gallery")).StatusCode);
    }

    [Theory]
    [InlineData("X-Forwarded-For: 203.0.113.9")]
    [InlineData("X-Forwarded-For: 127.0.0.1")]
    [InlineData("X-Forwarded-Proto: https")]
    [InlineData("X-Forwarded-Host: studio.example.org")]
    [InlineData("X-Original-For: 127.0.0.1")]
    [InlineData("Forwarded: for=203.0.113.9")]
    [InlineData("Via: 1.1 proxy")]
    [InlineData("X-Real-IP: 203.0.113.9")]
    [InlineData("CF-Connecting-IP: 203.0.113.9")]
    [InlineData("True-Client-IP: 203.0.113.9")]
    [InlineData("Origin: http://127.0.0.1")]
    [InlineData("Sec-Fetch-Mode: cors")]
    [InlineData("Host: evil.example")]
    [InlineData("Host: 127.0.0.1.evil.example")]
    public async Task Caller_ForwardedOrABrowserOrByAStrangersName_NeedsACredential(string header)
    {
        using var client = _studio.CreateAnonymousClient();
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.SendAsync(HttpMethod.Get, "/queue", header)).StatusCode);
    }

    [Theory]
    [InlineData("studio:8188")]
    [InlineData("[::1]:8188")]
    [InlineData("studio.example.org")]
    public async Task Caller_ByANameOfOurs_IsLetIn(string host)
    {
        using var client = _studio.CreateAnonymousClient();
        Assert.Equal(HttpStatusCode.OK, (await client.SendAsync(HttpMethod.Get, "/queue", $"Host: {host}")).StatusCode);
    }

    [Fact]
    public async Task Credential_ThatIsThere_CountsFirst()
    {
        using var client = _studio.CreateAnonymousClient();
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.SendAsync(HttpMethod.Get, "/queue", "X-API-Key: wrong")).StatusCode);
        Assert.Equal(HttpStatusCode.OK,
            (await client.SendAsync(HttpMethod.Get, "/api/admin/audit", $"X-API-Key: {StudioApplication.Key}")).StatusCode);
    }

    [Fact]
    public async Task Caller_FromAnotherNetwork_NeedsACredential()
    {
        await using var studio = await StudioApplication.StartAsync(
            options => (options.Auth.TrustedNetworks, options.Auth.TrustedNetworkScopes) = (["10.0.0.0/8", "::/8"], ["comfy:read"]));
        using var client = studio.CreateAnonymousClient();
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/queue")).StatusCode);
    }

    [Theory]
    [InlineData("X-Forwarded-For: 10.1.2.3")]
    [InlineData("X-Forwarded-For: 10.1.2.3, 127.0.0.1")]
    [InlineData("X-Forwarded-For: nonsense")]
    public async Task Address_ThatATrustedProxyNames_IsNotADirectCaller(string header)
    {
        await using var studio = await StudioApplication.StartAsync(
            options => (options.Auth.TrustedProxies, options.Auth.TrustedNetworks, options.Auth.TrustedNetworkScopes) =
            (["127.0.0.1"], ["10.0.0.0/8", "127.0.0.1"], ["comfy:read"]));
        using var client = studio.CreateAnonymousClient();
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/queue")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.SendAsync(HttpMethod.Get, "/queue", header)).StatusCode);
    }

    [Theory]
    [InlineData("/api/auth/token", "{\"scopes\": [\"comfy:read\"]}")]
    [InlineData("/api/auth/keys", "{\"name\": \"mine\"}")]
    public async Task Caller_WithoutACredential_MakesItselfNone(string path, string body)
    {
        using var client = _studio.CreateAnonymousClient();
        Assert.Equal(HttpStatusCode.Forbidden, (await client.PostAsync(path, body)).StatusCode);
    }

    public sealed class Server : SharedStudio
    {
        protected override Task<StudioApplication> StartAsync() => StudioApplication.StartAsync(options =>
            (options.Auth.TrustedNetworks, options.Auth.TrustedNetworkScopes, options.Auth.AllowedOrigins) =
            (["127.0.0.0/8"], ["comfy:run", "comfy:read"], ["https://studio.example.org"]));
    }
}
