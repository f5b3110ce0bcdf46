using System.Net;
using Studio.Tests.Support;
using Studio.Web.Auth;

namespace Studio.Tests.Auth;

public sealed class LocalModeTests(SharedLocalStudio shared) : IClassFixture<SharedLocalStudio>
{
    private readonly StudioApplication _studio = shared.Studio;

    [Fact]
    public async Task Anyone_OnThisMachine_NeedsNoKey()
    {
        using var client = _studio.CreateAnonymousClient();
        using var api = await client.SendAsync(HttpMethod.Get, "/api/x");
        Assert.Equal(HttpStatusCode.NotFound, api.StatusCode);
        using var page = await client.SendAsync(HttpMethod.Get, "/studio/settings", "Accept: text/html");
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.False(File.Exists(Path.Join(_studio.StudioDir, ".api_key")));
    }

    [Theory]
    [InlineData("X-API-Key: whatever")]
    [InlineData("Authorization: Bearer whatever")]
    [InlineData("Host: localhost")]
    [InlineData("Host: localhost:9999")]
    [InlineData("Host: [::1]:8188")]
    [InlineData("Host: 127.0.0.1")]
    public async Task Client_AsWithComfyUI_PassesUnchanged(string header)
    {
        using var client = _studio.CreateAnonymousClient();
        using var response = await client.SendAsync(HttpMethod.Get, "/api/x", header);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Theory]
    [InlineData("Host: evil.example")]
    [InlineData("Host: 127.0.0.1.evil.example:8188")]
    [InlineData("Host: 192.168.1.5:8188")]
    [InlineData("Host: localhost.evil.example")]
    [InlineData("Origin: https://evil.example")]
    [InlineData("Origin: null")]
    [InlineData("Origin: http://localhost:1")]
    [InlineData("Sec-Fetch-Site: cross-site")]
    [InlineData("X-Forwarded-For: 203.0.113.9")]
    [InlineData("X-Forwarded-Proto: https")]
    [InlineData("X-Real-IP: 203.0.113.9")]
    [InlineData("Forwarded: for=203.0.113.9")]
    [InlineData("Via: 1.1 proxy")]
    public async Task Request_FromElsewhere_Is403EvenForPublicRoutes(string header)
    {
        using var client = _studio.CreateAnonymousClient();
        foreach (var path in new[] { "/api/x", "/", "/health/live", "/login" })
        {
            using var response = await client.SendAsync(HttpMethod.Get, path, header);
            Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        }
    }

    [Fact]
    public async Task Link_OnAnotherSite_MayOpenThePage()
    {
        using var client = _studio.CreateAnonymousClient();
        using var response = await client.SendAsync(
            HttpMethod.Get, "/", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document", "Accept: text/html");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        using var frame = await client.SendAsync(
            HttpMethod.Get, "/", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: iframe", "Accept: text/html");
        Assert.Equal(HttpStatusCode.Forbidden, frame.StatusCode);
    }

    [Fact]
    public async Task OwnOrigin_Passes()
    {
        using var client = _studio.CreateAnonymousClient();
        using var response = await client.SendAsync(HttpMethod.Post, "/api/x", $"Origin: http://{_studio.BaseAddress.Authority}");
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task CorsOrigin_Named_PassesWithComfyUIsHeaders()
    {
        await using var studio = await StudioApplication.StartAsync(options =>
        {
            StudioApplication.LocalMode(options);
            options.EnableCorsHeader = "https://app.example.org";
        });
        using var client = studio.CreateAnonymousClient();

        using var preflight = await client.SendAsync(HttpMethod.Options, "/prompt", "Origin: https://app.example.org");
        Assert.Equal(HttpStatusCode.OK, preflight.StatusCode);
        Assert.Equal("https://app.example.org", preflight.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Equal("POST, GET, DELETE, PUT, OPTIONS, PATCH", preflight.Headers.GetValues("Access-Control-Allow-Methods").Single());
        Assert.Equal("true", preflight.Headers.GetValues("Access-Control-Allow-Credentials").Single());
        using var call = await client.SendAsync(HttpMethod.Get, "/api/x", "Origin: https://app.example.org", "Sec-Fetch-Site: cross-site");
        Assert.Equal(HttpStatusCode.NotFound, call.StatusCode);
        using var other = await client.SendAsync(HttpMethod.Get, "/api/x", "Origin: https://evil.example");
        Assert.Equal(HttpStatusCode.Forbidden, other.StatusCode);
    }

    [Fact]
    public async Task Keyed_OnLoopback_StillNeedsTheKey()
    {
        await using var studio = await StudioApplication.StartAsync();
        using var client = studio.CreateAnonymousClient();
        using var without = await client.SendAsync(HttpMethod.Get, "/api/x");
        Assert.Equal(HttpStatusCode.Unauthorized, without.StatusCode);
        using var container = await client.SendAsync(HttpMethod.Get, "/api/x", "Host: comfyui:8188", $"X-API-Key: {StudioApplication.Key}");
        Assert.Equal(HttpStatusCode.NotFound, container.StatusCode);
    }

    [Fact]
    public async Task Keyed_ForeignOriginWithCookie_MayNotChangeAnything()
    {
        await using var studio =
            await StudioApplication.StartAsync(options => options.Auth.AllowedOrigins = ["https://studio.example.org"]);
        using var client = await studio.CreateClientAsync(CurrentUser.Administrator);
        using var foreign = await client.SendAsync(HttpMethod.Post, "/api/x", "Origin: https://evil.example");
        Assert.Equal(HttpStatusCode.Forbidden, foreign.StatusCode);
        using var listed = await client.SendAsync(HttpMethod.Post, "/api/x", "Origin: https://studio.example.org");
        Assert.Equal(HttpStatusCode.NotFound, listed.StatusCode);
        using var own = await client.SendAsync(HttpMethod.Post, "/api/x", $"Origin: http://{studio.BaseAddress.Authority}");
        Assert.Equal(HttpStatusCode.NotFound, own.StatusCode);
        using var socket = await client.SendAsync(
            HttpMethod.Get, "/ws", "Origin: https://evil.example", "Connection: Upgrade", "Upgrade: websocket",
            "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
        Assert.Equal(HttpStatusCode.Forbidden, socket.StatusCode);
    }

    [Fact]
    public async Task AnyAddress_WithoutKey_MakesOneKeptByItsOwnerOnly()
    {
        using var folder = new TemporaryFolder();
        var options = new Studio.Web.StudioOptions { StudioDir = folder.Path, Listen = "0.0.0.0,::", Port = 0 };
        var first = new Access(options);
        var file = Path.Join(folder.Path, ".api_key");
        var key = (await File.ReadAllTextAsync(file)).Trim();

        Assert.Equal(AccessMode.Keyed, first.Mode);
        Assert.Matches("^[0-9a-f]{64}$", key);
        Assert.True(first.MasterKey!.WasGenerated);
        Assert.True(first.MasterKey.Matches(key));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.False(new Access(options).MasterKey!.WasGenerated);
    }
}
