using System.Net;
using System.Net.WebSockets;
using Studio.Tests.Support;
using Studio.Web.Auth;
using Studio.Web.Auth.Users;

namespace Studio.Tests.Auth.External;

public sealed class CloudflareAccessTests
{
    [Fact]
    public async Task Assertion_OfAPerson_IsTheirAccountMadeOnce()
    {
        await using var team = await AccessTeam.StartAsync();

        var together = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => team.SendAsync(team.Assertion("Anna@Example.org"))));
        Assert.All(together, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Equal(HttpStatusCode.OK, (await team.SendAsync(team.Assertion())).StatusCode);

        var anna = Assert.Single(await UsersAsync(team), user => !user.IsBuiltIn);
        Assert.Equal(("Anna@Example.org", Roles.Artist, null), (anna.Name, anna.Role, anna.Password));
        Assert.Equal(HttpStatusCode.Forbidden, (await team.SendAsync(team.Assertion(), "/api/admin/audit")).StatusCode);
    }

    [Fact]
    public async Task Assertion_OfAnAddressThatAnAdministratorGaveAnAccount_IsThatAccount()
    {
        await using var team = await AccessTeam.StartAsync();
        var made = new User("u-boss", "boss", Roles.Admin, null, "stamp", true, "Boss@example.org", Limits.None, default);
        await team.Studio.Get<UserStore>().AddAsync(made, default);

        Assert.Equal(HttpStatusCode.OK, (await team.SendAsync(team.Assertion("boss@example.org"), "/api/admin/audit")).StatusCode);
        Assert.Equal(2, (await UsersAsync(team)).Count);
    }

    [Theory]
    [InlineData("anna@example.org", HttpStatusCode.OK)]
    [InlineData("ANNA@EXAMPLE.ORG", HttpStatusCode.OK)]
    [InlineData("x@partner.example", HttpStatusCode.OK)]
    [InlineData("ben@example.org", HttpStatusCode.Forbidden)]
    [InlineData("x@evil-partner.example", HttpStatusCode.Forbidden)]
    [InlineData("x@partner.example.evil.example", HttpStatusCode.Forbidden)]
    [InlineData("x@partner.example@evil.example", HttpStatusCode.Forbidden)]
    public async Task Assertion_OfSomebodyNotListed_Is403AndMakesNoAccount(string email, HttpStatusCode expected)
    {
        await using var team = await AccessTeam.StartAsync(options =>
            (options.Auth.CloudflareAccess.AllowedEmails, options.Auth.CloudflareAccess.AllowedDomains) = (["anna@example.org"],
                ["partner.example"]));
        using var answer = await team.SendAsync(team.Assertion(email));
        Assert.Equal(expected, answer.StatusCode);
        Assert.Equal(expected == HttpStatusCode.OK ? 2 : 1, (await UsersAsync(team)).Count);
    }

    [Fact]
    public async Task RoleMap_StrongestEntry_CountsAtEveryRequest()
    {
        await using var team = await AccessTeam.StartAsync(options =>
            (options.Auth.CloudflareAccess.RoleMap,
                options.Auth.CloudflareAccess.DefaultRole) = (["crew=viewer", "chiefs=admin", "@example.org=artist"], ""));
        string With(string email, params string[] groups) =>
            team.Assertion(email, claims => claims["custom"] = new System.Text.Json.Nodes.JsonObject
                { ["groups"] = new System.Text.Json.Nodes.JsonArray([.. groups.Select(group => (System.Text.Json.Nodes.JsonNode)group)]) });

        Assert.Equal(HttpStatusCode.OK, (await team.SendAsync(With("anna@example.org", "crew", "chiefs"), "/api/admin/audit")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await team.SendAsync(With("anna@example.org", "crew"), "/api/admin/audit")).StatusCode);
        Assert.Equal(Roles.Artist, (await UsersAsync(team)).Single(user => !user.IsBuiltIn).Role);
        Assert.Equal(HttpStatusCode.OK, (await team.SendAsync(With("x@other.example", "crew"))).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await team.SendAsync(With("y@other.example", "Chiefs"))).StatusCode);
    }

    [Fact]
    public async Task ServiceToken_HasTheStatedScopesAndMakesNoCredential()
    {
        await using var team = await AccessTeam.StartAsync();
        var assertion = AccessTeam.First.Sign(team.ServiceClaims("e367826f.access"));

        Assert.Equal(HttpStatusCode.OK, (await team.SendAsync(assertion)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await team.SendAsync(assertion, "/prompt", HttpMethod.Post)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await team.SendAsync(assertion, "/api/gallery")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await team.SendAsync(assertion, "/api/admin/audit")).StatusCode);
        var account = Assert.Single(await UsersAsync(team), user => !user.IsBuiltIn);
        var service = Studio.Web.Auth.External.ServicePrincipal.Of(account, ["comfy:run", "admin:*"]);
        Assert.False(new OwnSignInRule().Admits(service));
        Assert.Equal(["comfy:run"], service.Scopes);

        await team.Studio.Get<UserStore>().UpdateAsync(account with { Enabled = false }, default);
        Assert.Equal(HttpStatusCode.Forbidden, (await team.SendAsync(assertion)).StatusCode);
    }

    [Fact]
    public async Task ServiceToken_WhereNoScopesAreStated_Is403()
    {
        await using var team = await AccessTeam.StartAsync(options => options.Auth.CloudflareAccess.ServiceScopes = []);
        using var answer = await team.SendAsync(AccessTeam.First.Sign(team.ServiceClaims("e367826f.access")));
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task Header_BesideOthers_HasItsPlaceInTheOrder()
    {
        await using var team = await AccessTeam.StartAsync();
        var (good, bad) = (team.Assertion(), team.Assertion(change: claims => claims["iss"] = "https://evil.example"));
        var cookie = $"Cookie: session={await team.Studio.CreateSessionAsync(CurrentUser.Administrator)}";

        Assert.Equal(HttpStatusCode.Unauthorized, (await team.SendAsync(good, headers: "X-API-Key: wrong")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await team.SendAsync(bad, headers: $"X-API-Key: {StudioApplication.Key}")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await team.SendAsync(bad, headers: cookie)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden,
            (await team.SendAsync(good, "/api/admin/audit", headers: cookie)).StatusCode); // Anna, not the cookie's administrator
        Assert.Equal(HttpStatusCode.Unauthorized, (await team.SendAsync(good, headers: [$"{AccessTeam.Header}: {good}"])).StatusCode);
    }

    [Fact]
    public async Task Headers_OfOtherNames_AreIgnored()
    {
        await using var team = await AccessTeam.StartAsync();
        using var client = team.Studio.CreateAnonymousClient();
        foreach (var name in new[] { "CF-Access-Token", "Cf-Access-Authenticated-User-Email", "Cf-Access-Jwt" })
            Assert.Equal(HttpStatusCode.Unauthorized,
                (await client.SendAsync(HttpMethod.Get, "/queue", $"{name}: {team.Assertion()}")).StatusCode);
        using var keyed = team.Studio.CreateClient();
        Assert.Equal(HttpStatusCode.OK, (await keyed.SendAsync(HttpMethod.Get, "/queue", "CF-Access-Token: nonsense")).StatusCode);
    }

    [Fact]
    public async Task Off_AssertionIsNotLookedAt()
    {
        await using var team = await AccessTeam.StartAsync(options => options.Auth.CloudflareAccess.Audience = null);
        Assert.Equal(HttpStatusCode.Unauthorized, (await team.SendAsync(team.Assertion())).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await team.SendAsync("nonsense", headers: $"X-API-Key: {StudioApplication.Key}")).StatusCode);
        Assert.Equal(0, team.Keys.Fetches);
    }

    [Fact]
    public async Task Loopback_WithoutAKey_IsKeyedAllTheSame()
    {
        await using var team = await AccessTeam.StartAsync(StudioApplication.LocalMode);
        using var stranger = team.Studio.CreateAnonymousClient();
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync("/queue")).StatusCode);
        Assert.Equal(HttpStatusCode.OK,
            (await team.SendAsync(team.Assertion(), headers: ["CF-Connecting-IP: 203.0.113.9", "Host: studio.example.org"])).StatusCode);
    }

    [Fact]
    public async Task ForeignOrigin_WithAssertion_MayNotChangeAnything()
    {
        await using var team = await AccessTeam.StartAsync();
        using var answer = await team.SendAsync(team.Assertion(), "/prompt", HttpMethod.Post, "Origin: https://evil.example");
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task Page_WithAssertionAndNoSession_IsServedAndSignOutLeadsToAccess()
    {
        await using var team = await AccessTeam.StartAsync();
        using var page = await team.SendAsync(team.Assertion(), "/studio/settings", headers: "Accept: text/html");
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Null(page.Cookie());
        using var login = await team.SendAsync(team.Assertion(), "/login?next=%2Fstudio%2Fqueue", headers: "Accept: text/html");
        Assert.EndsWith("/studio/queue", login.Headers.Location?.ToString(), StringComparison.Ordinal);
        using var client = team.Studio.CreateAnonymousClient();
        client.DefaultRequestHeaders.Add(AccessTeam.Header, team.Assertion());
        using var left = await client.PostAsync("/api/auth/logout", new FormUrlEncodedContent([]));
        Assert.Equal("/cdn-cgi/access/logout", left.Headers.Location?.ToString());
    }

    [Fact]
    public async Task Handshakes_WithAssertion_AreLetInAndEndWithTheAccount()
    {
        await using var team = await AccessTeam.StartAsync();
        using var circuit = await team.SendAsync(team.Assertion(), "/_blazor/negotiate?negotiateVersion=1", HttpMethod.Post);
        Assert.Equal(HttpStatusCode.OK, circuit.StatusCode);
        using var refused = new ClientWebSocket();
        refused.Options.SetRequestHeader(AccessTeam.Header, team.Assertion(change: claims => claims["aud"] = "another"));
        await Assert.ThrowsAsync<WebSocketException>(() => refused.ConnectAsync(Ws(team), default));
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader(AccessTeam.Header, team.Assertion());
        await socket.ConnectAsync(Ws(team), default);

        var anna = (await UsersAsync(team)).Single(user => !user.IsBuiltIn);
        await team.Studio.Get<UserStore>().UpdateAsync(anna with { Enabled = false }, default);
        var closed = UntilClosedAsync(socket);
        while (!closed.IsCompleted) // told only to those who listen already
        {
            team.Studio.Get<EndedAccess>().Tell(EndedAccess.User(anna.Id));
            await Task.WhenAny(closed, Task.Delay(20));
        }

        await closed;
        Assert.Equal((WebSocketCloseStatus)4001, socket.CloseStatus);
    }

    [Fact]
    public async Task OpenPage_LivesAsLongAsTheAssertionAndTheAccount()
    {
        await using var team = await AccessTeam.StartAsync();
        var context = new Microsoft.AspNetCore.Http.DefaultHttpContext();
        context.Request.Headers[AccessTeam.Header] = team.Assertion();
        var user = (await team.Studio.Get<Studio.Web.Auth.Credentials.CredentialOrder>().DecideAsync(context))!.User!;
        var principal = user.ToPrincipal("test");
        var watch = team.Studio.Get<SessionWatch>();

        Assert.True(await watch.IsLiveAsync(principal));
        team.Time.Advance(TimeSpan.FromMinutes(59));
        Assert.True(await watch.IsLiveAsync(principal));
        team.Time.Advance(TimeSpan.FromMinutes(3));
        Assert.False(await watch.IsLiveAsync(principal));
    }

    private static async Task UntilClosedAsync(ClientWebSocket socket)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var buffer = new byte[4096];
        while ((await socket.ReceiveAsync(buffer, patience.Token)).MessageType != WebSocketMessageType.Close)
        {
            // what comes before the close
        }
    }

    private static Uri Ws(AccessTeam team) => new($"ws://{team.Studio.BaseAddress.Authority}/ws?clientId=a");

    private static Task<IReadOnlyList<User>> UsersAsync(AccessTeam team) => team.Studio.Get<UserStore>().ListAsync(default);
}
