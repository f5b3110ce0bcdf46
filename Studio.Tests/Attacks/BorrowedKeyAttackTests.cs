using System.Net;
using System.Text.Json.Nodes;
using Studio.Tests.Support;
using Studio.Web.Auth;
using Studio.Web.Auth.Credentials;
using Studio.Web.Auth.Keys;

namespace Studio.Tests.Attacks;

/// <summary>
/// A key that is good for little, and what is made of it: sessions, tokens and tickets go no further than the key itself.
/// </summary>
public sealed class BorrowedKeyAttackTests(SharedStudio shared) : IClassFixture<SharedStudio>
{
    private const string Inside = "127.0.0.3";
    private const string Outside = "127.0.0.2";

    private static readonly string[] Upgrade = ["Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="];

    private readonly StudioApplication _studio = shared.Studio;

    [Fact]
    public async Task KeyOfAnAddress_UsedAsSessionTokenOrTicketFromElsewhere_Is403()
    {
        var (key, secret) = await _studio.CreateKeyAsync(StudioApplication.User("anna"),
            new KeyRequest("near", null) { Addresses = [$"{Inside}/32"] });
        using var inside = _studio.CreateClientFrom(Inside);
        using var outside = _studio.CreateClientFrom(Outside);
        using var signIn = await inside.PostAsync("/api/auth/login", $$"""{"api_key":"{{secret}}"}""");
        var session = $"Cookie: session={signIn.CookieValue()}";
        var token = (string)JsonNode.Parse(await (await inside.SendAsync(HttpMethod.Post, "/api/auth/token",
            $"X-API-Key: {secret}")).Content.ReadAsStringAsync())!["token"]!;
        string[] credentials = [session, $"X-API-Key: {secret}", $"Authorization: Bearer {secret}", $"Authorization: Bearer {token}"];
        foreach (var credential in credentials)
        {
            foreach (var path in new[] { "/queue", "/api/auth/me", "/studio/gallery", "/ws", "/api/run/ws", "/_blazor" })
            {
                string[] socket = path is "/ws" or "/api/run/ws" or "/_blazor"
                    ? [.. Upgrade, $"Origin: {_studio.BaseAddress.OriginalString.TrimEnd('/')}"]
                    : [];
                using var there = await outside.SendAsync(HttpMethod.Get, path, [credential, .. socket]);
                Assert.Equal((credential[..10], path, HttpStatusCode.Forbidden), (credential[..10], path, there.StatusCode));
                Assert.Contains($"sk_{key.Id}", await there.Content.ReadAsStringAsync(), StringComparison.Ordinal);
                Assert.Null(there.Cookie()); // and is not kept alive
            }

            using var here = await inside.SendAsync(HttpMethod.Get, "/queue", credential);
            Assert.Equal(HttpStatusCode.OK, here.StatusCode);
            async Task<string> TicketAsync() => (string)JsonNode.Parse(
                await (await inside.SendAsync(HttpMethod.Post, "/api/auth/ticket", credential)).Content.ReadAsStringAsync())!["ticket"]!;
            var ticket = await TicketAsync();
            using var redeemed = await outside.SendAsync(HttpMethod.Get, $"/ws?ticket={ticket}", Upgrade);
            Assert.Equal(HttpStatusCode.Forbidden, redeemed.StatusCode);
            using var spent = await inside.SendAsync(HttpMethod.Get, $"/ws?ticket={ticket}", Upgrade);
            Assert.Equal(HttpStatusCode.Unauthorized, spent.StatusCode);
            using var join = new HttpRequestMessage(HttpMethod.Get, $"/ws?ticket={await TicketAsync()}");
            foreach (var header in Upgrade.Select(header => header.Split(": ")))
                join.Headers.TryAddWithoutValidation(header[0], header[1]);
            using var joined = await inside.SendAsync(join, HttpCompletionOption.ResponseHeadersRead);
            Assert.Equal(HttpStatusCode.SwitchingProtocols, joined.StatusCode);
        }
    }

    [Fact]
    public async Task KeyWithoutAllScopesOfARole_OfAnAdministrator_HasNoSayOverOthers()
    {
        foreach (var owner in new[] { CurrentUser.Administrator, StudioApplication.User("otto", Roles.Operator) })
        {
            foreach (var scopes in new string[][] { [Scopes.StudioRun], [Scopes.ComfyRun, Scopes.ComfyRead], [Scopes.ModelsWrite],
                [.. Scopes.Of(new HashSet<string> { Roles.Artist })] })
            {
                var key = await _studio.CreateKeyAsync(owner, scopes);
                var session = await SignInAsync(key);
                foreach (var credential in new[] { $"X-API-Key: {key}", session })
                {
                    using var client = _studio.CreateAnonymousClient();
                    client.DefaultRequestHeaders.TryAddWithoutValidation(credential[..credential.IndexOf(':')],
                        credential[(credential.IndexOf(' ') + 1)..]);
                    using var logs = await client.GetAsync(new Uri("/internal/logs", UriKind.Relative));
                    using var pause = await client.PostAsync("/api/queue/pause", "{}");
                    using var resume = await client.PostAsync("/api/queue/resume", "{}");
                    Assert.All(new[] { logs, pause, resume }, response => Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode));
                }
            }
        }
    }

    [Theory]
    [InlineData(Roles.Admin, "admin:*", Roles.Admin, true)]
    [InlineData(Roles.Admin, "everything", Roles.Admin, true)]
    [InlineData(Roles.Admin, "everything but admin:*", Roles.Operator, true)]
    [InlineData(Roles.Operator, "everything", Roles.Operator, true)]
    [InlineData(Roles.Admin, "studio:run", Roles.Artist, false)]
    [InlineData(Roles.Operator, "models:write", Roles.Artist, false)]
    [InlineData(Roles.Artist, "everything", Roles.Artist, false)]
    [InlineData(Roles.Viewer, "comfy:run", Roles.Viewer, false)]
    public void Role_OfACredential_IsWhatItsScopesMakeOfIt(string role, string scopes, string left, bool seesAll)
    {
        HashSet<string> given = scopes.StartsWith("everything", StringComparison.Ordinal)
            ? [.. Scopes.All.Where(scope => !scopes.EndsWith(scope, StringComparison.Ordinal))]
            : [scopes];
        var user = StudioApplication.User("x", role).Within(given);
        Assert.Equal((left, seesAll), (Assert.Single(user.Roles), user.SeesAll));
        Assert.True(user.Scopes.IsSubsetOf(given));
    }

    [Fact]
    public async Task Cookie_OnASocketWithoutOrigin_Is403AndTicketsAndKeysNeedNone()
    {
        var anna = StudioApplication.User("anna");
        var session = $"Cookie: session={await _studio.CreateSessionAsync(anna)}";
        using var client = _studio.CreateAnonymousClient();
        foreach (var path in new[] { "/ws", "/api/ws", "/api/run/ws", "/_blazor" })
        {
            foreach (var origin in new[] { "Accept: */*", "Origin: " })
            {
                using var refused = await client.SendAsync(HttpMethod.Get, path, [.. Upgrade, session, origin]);
                Assert.Equal((path, HttpStatusCode.Forbidden), (path, refused.StatusCode));
            }
        }

        var key = await _studio.CreateKeyAsync(anna);
        using var byKey = await _studio.ConnectAsync("/ws", key);
        var ticket = _studio.Get<Tickets>().Issue(anna with { Credential = Standing.OfMaster(_studio.Get<Access>().MasterKey!) });
        using var byTicket = await _studio.ConnectAsync($"/ws?ticket={ticket}", key: null);
        using var byCookie = await _studio.ConnectAsync("/ws", key: null, session["Cookie: session=".Length..]);
    }

    private async Task<string> SignInAsync(string key)
    {
        using var client = _studio.CreateAnonymousClient();
        using var signIn = await client.PostAsync("/api/auth/login", $$"""{"api_key":"{{key}}"}""");
        return $"Cookie: session={signIn.CookieValue()}";
    }
}
