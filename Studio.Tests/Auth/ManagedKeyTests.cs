using System.Net;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Studio.Tests.Support;
using Studio.Web.Auth;
using Studio.Web.Data;

namespace Studio.Tests.Auth;

public sealed class ManagedKeyTests : IAsyncLifetime
{
    private readonly ManualTime _time = new();
    private StudioApplication _studio = null!;
    private HttpClient _admin = null!;

    public async Task InitializeAsync()
    {
        _studio = await StudioApplication.StartAsync(services: services => services.AddSingleton<TimeProvider>(_time));
        _admin = _studio.CreateClient();
    }

    public async Task DisposeAsync()
    {
        _admin.Dispose();
        await _studio.DisposeAsync();
    }

    [Fact]
    public async Task Made_IsShownOnceAndKeptAsAHash()
    {
        var made = await MakeAsync("""{"name": "script", "scopes": ["comfy:read"]}""");
        var secret = (string)made["key"]!;

        Assert.Matches("^sk_[a-z0-9]{8}_[0-9a-f]{64}$", secret);
        var listed = await _admin.GetStringAsync("/api/admin/keys");
        Assert.Contains((string)made["id"]!, listed, StringComparison.Ordinal);
        Assert.DoesNotContain(secret[12..], listed, StringComparison.Ordinal);
        Assert.DoesNotContain("hash", listed, StringComparison.Ordinal);
        using var connection = _studio.Get<StudioDb>().Open();
        var row = Assert.Single(connection.Query("SELECT * FROM api_keys")).ToString();
        Assert.DoesNotContain(secret[12..], row, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(secret));
        Assert.NotNull((await OneAsync(made))["last_used_at"]);
        Assert.Contains("127.0.0.1", (string)(await OneAsync(made))["last_used_from"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Revoked_EndsRequestsSocketsAndSessionsAtOnce()
    {
        var made = await MakeAsync("""{"name": "script"}""");
        var secret = (string)made["key"]!;
        using var socket = await _studio.ConnectAsync("/ws?clientId=a", secret);
        using var anonymous = _studio.CreateAnonymousClient();
        using var signIn = await anonymous.PostAsync("/api/auth/login", $$"""{"api_key":"{{secret}}"}""");
        var cookie = signIn.CookieValue()!;
        using var before = await anonymous.GetWithCookieAsync("/api/auth/me", cookie);
        Assert.Equal(HttpStatusCode.OK, before.StatusCode);

        using var revoked = await _admin.DeleteAsync(new Uri($"/api/admin/keys/{made["id"]}", UriKind.Relative));

        Assert.Equal(HttpStatusCode.OK, revoked.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(secret));
        using var after = await anonymous.GetWithCookieAsync("/api/auth/me", cookie);
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
        Assert.Equal((WebSocketCloseStatus)4001, await ClosedAsync(socket));
    }

    [Fact]
    public async Task Rotated_BothCountForTheOverlapThenOnlyTheNewOne()
    {
        var old = await MakeAsync("""{"name": "script", "scopes": ["comfy:read"], "requests_per_minute": 100}""");
        var rotated = await SendAsync($"/api/admin/keys/{old["id"]}/rotate", """{"overlap_seconds": 60}""", HttpStatusCode.Created);

        Assert.Equal(("comfy:read", 100), ((string)rotated["scopes"]![0]!, (int)rotated["requests_per_minute"]!));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK),
            (await StatusAsync((string)old["key"]!), await StatusAsync((string)rotated["key"]!)));
        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK),
            (await StatusAsync((string)old["key"]!), await StatusAsync((string)rotated["key"]!)));
        await SendAsync($"/api/admin/keys/{old["id"]}/rotate", "{}", HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task OutOfItsNetwork_Is403WithTheReasonAndInsideItPasses()
    {
        var far = await MakeAsync("""{"name": "far", "addresses": ["10.0.0.0/8", "2001:db8::/32"]}""");
        var near = await MakeAsync("""{"name": "near", "addresses": ["127.0.0.1"]}""");

        Assert.Equal(HttpStatusCode.OK, await StatusAsync((string)near["key"]!));
        using var client = _studio.CreateClient((string)far["key"]!);
        using var refused = await client.GetAsync(new Uri("/queue", UriKind.Relative));
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Contains("may not be used from", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await SendAsync("/api/admin/keys", """{"name": "x", "addresses": ["10.0.0.0/33"]}""", HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task RequestsAMinute_OverTheLimit_Is429WithRetryAfter()
    {
        var made = await MakeAsync("""{"name": "x", "requests_per_minute": 3}""");
        using var client = _studio.CreateClient((string)made["key"]!);
        for (var i = 0; i < 3; i++)
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri("/queue", UriKind.Relative))).StatusCode);

        using var tooMany = await client.GetAsync(new Uri("/queue", UriKind.Relative));

        Assert.Equal(HttpStatusCode.TooManyRequests, tooMany.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(20), tooMany.Headers.RetryAfter?.Delta);
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri("/queue", UriKind.Relative))).StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await client.GetAsync(new Uri("/queue", UriKind.Relative))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await _admin.GetAsync(new Uri("/queue", UriKind.Relative))).StatusCode);
    }

    [Fact]
    public async Task MissingByOneScope_Is403NamingIt()
    {
        var others = string.Join(",",
            Scopes.All.Where(scope => scope is not (Scopes.ComfyRun or Scopes.Admin)).Select(scope => $"\"{scope}\""));
        var made = await MakeAsync($$"""{"name": "x", "scopes": [{{others}}]}""");
        using var client = _studio.CreateClient((string)made["key"]!);

        using var refused = await client.PostAsync("/prompt", """{"prompt": {}}""");

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        var answer = JsonNode.Parse(await refused.Content.ReadAsStringAsync())!;
        Assert.Equal("scope comfy:run", (string?)answer["rule"]);
        Assert.Contains("comfy:run", (string?)answer["detail"], StringComparison.Ordinal);
        using var makes = await client.PostAsync("/api/auth/keys", """{"name": "more", "scopes": ["comfy:run"]}""");
        Assert.Equal(HttpStatusCode.Forbidden, makes.StatusCode);
        using var signs = await client.PostAsync("/api/auth/token", """{"scopes": ["comfy:run"]}""");
        Assert.Equal(HttpStatusCode.Forbidden, signs.StatusCode);
    }

    [Fact]
    public async Task Workflows_NamedOnTheKey_AreTheOnlyOnesAndAPromptIsNone()
    {
        var made = await MakeAsync("""{"name": "x", "scopes": ["comfy:run"], "workflows": ["portrait"]}""");
        using var client = _studio.CreateClient((string)made["key"]!);
        using var refused = await client.PostAsync("/prompt",
            """{"prompt": {"1": {"class_type": "X", "inputs": {}}}, "extra_data": {"extra_pnginfo": {"workflow": {"id": "portrait"}}}}""");
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Contains("portrait", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"scopes": ["comfy:read"]}""")]
    [InlineData("""{"name": "x", "scopes": []}""")]
    [InlineData("""{"name": "x", "scopes": ["everything"]}""")]
    [InlineData("""{"name": "x", "expires_at": "2001-01-01T00:00:00Z"}""")]
    [InlineData("""{"name": "x", "expires_in": -1}""")]
    [InlineData("""{"name": "x", "images_per_day": -1}""")]
    [InlineData("""{"name": "x", "addresses": ["localhost"]}""")]
    [InlineData("""{"name": "x", "superuser": true}""")]
    [InlineData("""["name"]""")]
    [InlineData("{")]
    public async Task Make_WhatIsNotPossible_Is400WithASentence(string body)
    {
        var answer = await SendAsync("/api/admin/keys", body, HttpStatusCode.BadRequest);
        Assert.EndsWith(".", (string)answer["detail"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_OfOthers_DoNotExistForAUser()
    {
        var made = await MakeAsync("""{"name": "x"}""");
        using var anna = await _studio.CreateClientAsync(StudioApplication.User("anna"));
        using var own = await anna.PostAsync("/api/auth/keys", """{"name": "mine"}""");
        Assert.Equal(HttpStatusCode.Created, own.StatusCode);
        using var revoke = await anna.DeleteAsync(new Uri($"/api/auth/keys/{made["id"]}", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, revoke.StatusCode);
        using var beyond = await anna.PostAsync("/api/auth/keys", """{"name": "more", "scopes": ["admin:*"]}""");
        Assert.Equal(HttpStatusCode.Forbidden, beyond.StatusCode);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync((string)made["key"]!));
    }

    internal static async Task<WebSocketCloseStatus?> ClosedAsync(WebSocket socket)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var buffer = new byte[4096];
        while ((await socket.ReceiveAsync(buffer, patience.Token)).MessageType != WebSocketMessageType.Close)
        {
        }

        return socket.CloseStatus;
    }

    private Task<JsonObject> MakeAsync(string body) => SendAsync("/api/admin/keys", body, HttpStatusCode.Created);

    private async Task<JsonObject> OneAsync(JsonObject key) =>
        (JsonObject)JsonNode.Parse(await _admin.GetStringAsync($"/api/admin/keys/{key["id"]}"))!;

    private async Task<JsonObject> SendAsync(string path, string body, HttpStatusCode expected)
    {
        using var response = await _admin.PostAsync(path, body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(expected == response.StatusCode, $"{response.StatusCode}: {text}");
        return (JsonObject)JsonNode.Parse(text)!;
    }

    private async Task<HttpStatusCode> StatusAsync(string key)
    {
        using var client = _studio.CreateClient(key);
        using var response = await client.GetAsync(new Uri("/queue", UriKind.Relative));
        return response.StatusCode;
    }
}
