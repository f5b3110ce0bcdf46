using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Studio.Tests.Support;
using Studio.Web.Auth;
using Studio.Web.Auth.Users;

namespace Studio.Tests.Auth;

public sealed class UserAccountTests : IAsyncLifetime
{
    private const string Password = "correct horse battery";

    private readonly ManualTime _time = new();
    private StudioApplication _studio = null!;
    private HttpClient _admin = null!;
    private HttpClient _anonymous = null!;

    public async Task InitializeAsync()
    {
        _studio = await StudioApplication.StartAsync(services: services => services.AddSingleton<TimeProvider>(_time));
        (_admin, _anonymous) = (_studio.CreateClient(), _studio.CreateAnonymousClient());
    }

    public async Task DisposeAsync()
    {
        _admin.Dispose();
        _anonymous.Dispose();
        await _studio.DisposeAsync();
    }

    [Fact]
    public async Task Made_SignsInByNameAndPasswordAndByBasic()
    {
        var made = await SendAsync(HttpMethod.Post, "/api/admin/users",
            $$"""{"name": "Anna", "role": "viewer", "password": "{{Password}}"}""", HttpStatusCode.Created);
        Assert.DoesNotContain("AQAAAA", made.ToJsonString(), StringComparison.Ordinal);

        var cookie = await SignInAsync("anna", Password);
        using var me = await _anonymous.GetWithCookieAsync("/api/auth/me", cookie!);
        var who = JsonNode.Parse(await me.Content.ReadAsStringAsync())!;
        Assert.Equal(("Anna", "viewer"), ((string)who["name"]!, (string)who["roles"]![0]!));
        using var basic = await _anonymous.SendAsync(HttpMethod.Get, "/queue",
            $"Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"anna:{Password}"))}");
        Assert.Equal(HttpStatusCode.OK, basic.StatusCode);
        using var wrong =
            await _anonymous.SendAsync(HttpMethod.Get, "/queue", $"Authorization: Basic {Convert.ToBase64String("anna:wrong"u8)}");
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        await SendAsync(HttpMethod.Post, "/api/admin/users", """{"name": "ANNA"}""", HttpStatusCode.Conflict);
        await SendAsync(HttpMethod.Post, "/api/admin/users", """{"name": "ben", "password": "short"}""", HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Disabled_EndsSessionsSocketsKeysAndTokensAtOnceAndDeletedKeepsPictures()
    {
        var anna = await _studio.CreateUserAsync("anna", Password);
        var cookie = (await SignInAsync("anna", Password))!;
        var key = await _studio.CreateKeyAsync(anna);
        using var byKeyBefore = _studio.CreateClient(key);
        using var signed = await byKeyBefore.PostAsync("/api/auth/token", "{}");
        var token = (string)JsonNode.Parse(await signed.Content.ReadAsStringAsync())!["token"]!;
        using var byTokenBefore = await _anonymous.SendAsync(HttpMethod.Get, "/queue", $"X-API-Key: {token}");
        Assert.Equal(HttpStatusCode.OK, byTokenBefore.StatusCode);
        using var socket = await _studio.ConnectAsync("/ws", key: null, cookie);
        var picture = Path.Join(_studio.StudioDir, "input", PersonalFolder.Of(anna), "mine.bin");
        using (var client = _studio.CreateClient(key))
        using (var form = Api.ComfyFileTests.Form("mine.bin", [1]))
            (await client.PostAsync(new Uri("/upload/image", UriKind.Relative), form)).EnsureSuccessStatusCode();

        await SendAsync(HttpMethod.Patch, $"/api/admin/users/{anna.Id}", """{"enabled": false}""", HttpStatusCode.OK);

        Assert.Equal((System.Net.WebSockets.WebSocketCloseStatus)4001, await ManagedKeyTests.ClosedAsync(socket));
        using var byCookie = await _anonymous.GetWithCookieAsync("/queue", cookie);
        using var byKey = await _anonymous.SendAsync(HttpMethod.Get, "/queue", $"X-API-Key: {key}");
        using var byToken = await _anonymous.SendAsync(HttpMethod.Get, "/queue", $"X-API-Key: {token}");
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized),
            (byCookie.StatusCode, byKey.StatusCode, byToken.StatusCode));
        Assert.Null(await SignInAsync("anna", Password));
        await SendAsync(HttpMethod.Patch, $"/api/admin/users/{anna.Id}", """{"enabled": true}""", HttpStatusCode.OK);
        using var old = await _anonymous.GetWithCookieAsync("/queue", cookie);
        Assert.Equal(HttpStatusCode.Unauthorized, old.StatusCode);
        await SendAsync(HttpMethod.Delete, $"/api/admin/users/{anna.Id}", "", HttpStatusCode.OK);
        await SendAsync(HttpMethod.Get, $"/api/admin/users/{anna.Id}", null, HttpStatusCode.NotFound);
        Assert.True(File.Exists(picture));
    }

    [Theory]
    [InlineData("PATCH", """{"enabled": false}""")]
    [InlineData("PATCH", """{"role": "viewer"}""")]
    [InlineData("DELETE", "")]
    public async Task BuiltInAdministrator_CannotBeTakenAway(string method, string body) =>
        await SendAsync(new HttpMethod(method), "/api/admin/users/admin", body, HttpStatusCode.Conflict);

    [Fact]
    public async Task Role_Changed_ActsOnTheNextRequestAndGroupsAddTheirs()
    {
        var anna = await _studio.CreateUserAsync("anna", Password, Roles.Viewer);
        var cookie = (await SignInAsync("anna", Password))!;
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(cookie, "/queue"));

        var group = await SendAsync(HttpMethod.Post, "/api/admin/groups",
            $$"""{"name": "makers", "role": "artist", "members": ["{{anna.Id}}"]}""", HttpStatusCode.Created);
        Assert.Equal(HttpStatusCode.OK, await PostAsync(cookie, "/queue"));
        await SendAsync(HttpMethod.Delete, $"/api/admin/groups/{group["id"]}", "", HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(cookie, "/queue"));
        await SendAsync(HttpMethod.Patch, $"/api/admin/users/{anna.Id}", """{"role": "artist"}""", HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.OK, await PostAsync(cookie, "/queue"));
    }

    [Fact]
    public async Task Password_Changed_EndsOtherSessionsAndKeepsThisBrowserIn()
    {
        await _studio.CreateUserAsync("anna", Password);
        var (other, here) = ((await SignInAsync("anna", Password))!, (await SignInAsync("anna", Password))!);
        using var request = new HttpRequestMessage(HttpMethod.Post,
            "/api/auth/password") { Content = new StringContent($$"""{"old": "{{Password}}", "new": "another long secret"}""") };
        request.Headers.TryAddWithoutValidation("Cookie", $"session={here}");
        using var changed = await _anonymous.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        using var gone = await _anonymous.GetWithCookieAsync("/queue", other);
        using var stays = await _anonymous.GetWithCookieAsync("/queue", changed.CookieValue()!);
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (gone.StatusCode, stays.StatusCode));
        Assert.Null(await SignInAsync("anna", Password));
    }

    [Fact]
    public async Task BruteForce_OnAnAccount_WaitsAndLocksNobodyOutOfASession()
    {
        await _studio.CreateUserAsync("anna", Password);
        var cookie = (await SignInAsync("anna", Password))!;
        for (var i = 0; i < 5; i++)
            Assert.Null(await SignInAsync("anna", $"guess {i} of many"));

        using var blocked = await _anonymous.PostAsync("/api/auth/login", """{"user": "anna", "password": "guess 6 of many"}""");
        Assert.Equal(HttpStatusCode.TooManyRequests, blocked.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(60), blocked.Headers.RetryAfter?.Delta);
        using var basic = await _anonymous.SendAsync(HttpMethod.Get, "/queue",
            $"Authorization: Basic {Convert.ToBase64String("anna:guess 7 of many"u8)}");
        Assert.Equal(HttpStatusCode.TooManyRequests, basic.StatusCode);
        using var session = await _anonymous.GetWithCookieAsync("/queue", cookie);
        using var key = await _admin.GetAsync(new Uri("/queue", UriKind.Relative));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (session.StatusCode, key.StatusCode));
        _time.Advance(TimeSpan.FromSeconds(61));
        Assert.NotNull(await SignInAsync("anna", Password));
    }

    [Fact]
    public async Task Sessions_AreListedAndEndedByTheirUserAndByAdministratorsOnly()
    {
        await _studio.CreateUserAsync("anna", Password);
        var (one, two) = ((await SignInAsync("anna", Password))!, (await SignInAsync("anna", Password))!);
        using var listed = await _anonymous.GetWithCookieAsync("/api/auth/sessions", one);
        var text = await listed.Content.ReadAsStringAsync();
        Assert.DoesNotContain(two.Split(':', '.')[2], text, StringComparison.Ordinal);
        var sessions = JsonNode.Parse(text)!["sessions"]!.AsArray();
        Assert.Equal(2, sessions.Count);
        var other = (string)sessions.Single(session => !(bool)session!["current"]!)!["id"]!;
        using var ben = await _studio.CreateClientAsync(StudioApplication.User("ben"));
        using var foreign = await ben.DeleteAsync(new Uri($"/api/auth/sessions/{other}", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);

        await SendAsync(HttpMethod.Delete, $"/api/admin/sessions/{other}", "", HttpStatusCode.OK);

        using var ended = await _anonymous.GetWithCookieAsync("/queue", two);
        using var kept = await _anonymous.GetWithCookieAsync("/queue", one);
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (ended.StatusCode, kept.StatusCode));
        await SendAsync(HttpMethod.Delete, "/api/admin/sessions", "", HttpStatusCode.BadRequest);
    }

    private async Task<string?> SignInAsync(string user, string password)
    {
        using var response = await _anonymous.PostAsync("/api/auth/login", $$"""{"user": "{{user}}", "password": "{{password}}"}""");
        return response.CookieValue();
    }

    private async Task<HttpStatusCode> PostAsync(string cookie, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent("{}") };
        request.Headers.TryAddWithoutValidation("Cookie", $"session={cookie}");
        using var response = await _anonymous.SendAsync(request);
        return response.StatusCode;
    }

    private async Task<JsonObject> SendAsync(HttpMethod method, string path, string? body, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(method,
            path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
        using var response = await _admin.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(expected == response.StatusCode, $"{response.StatusCode}: {text}");
        return (JsonObject)JsonNode.Parse(text)!;
    }
}
