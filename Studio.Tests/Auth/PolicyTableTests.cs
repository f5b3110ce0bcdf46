using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;
using Studio.Tests.Support;
using Studio.Web.Auth;
using Studio.Web.Auth.Credentials;
using Studio.Web.Auth.Keys;

namespace Studio.Tests.Auth;

/// <summary>
/// Every route of the running server × every state a credential can be in, against the policy that the route declares. What a policy means
/// is written down here once more, by hand. A request that is let through is stopped before its handler.
/// </summary>
public sealed partial class PolicyTableTests : IAsyncLifetime
{
    private const int LetThrough = 299;

    private readonly ManualTime _time = new();
    private StudioApplication _studio = null!;

    public async Task InitializeAsync() => _studio = await StudioApplication.StartAsync(services: services => services
        .AddSingleton<TimeProvider>(_time)
        .AddSingleton<IAuthorizationMiddlewareResultHandler>(
            provider => new StopWhenAllowed(new NamedRefusals(provider.GetRequiredService<Audit>()))));

    public async Task DisposeAsync() => await _studio.DisposeAsync();

    [Fact]
    public async Task EveryRoute_InEveryCredentialState_IsAsItsPolicyDeclares()
    {
        var routes = Routes().ToList();
        Assert.True(routes.Count > 120, $"only {routes.Count} routes were found");
        var wrong = new List<string>();
        foreach (var state in await StatesAsync())
        {
            using var client = _studio.CreateAnonymousClient();
            foreach (var route in routes)
            {
                using var response = await client.SendAsync(new HttpMethod(route.Method), route.Path + state.Query, state.Header);
                var expected = state.Who is not { } who ? 401 : route.Policies.All(policy => Admits(policy, who)) ? LetThrough : 403;
                if ((int)response.StatusCode != expected)
                    wrong.Add(
                        $"{state.Name}: {route.Method} {route.Path} ({string.Join(", ", route.Policies)}) is {(int)response.StatusCode}, not {expected}");
                else if (expected == 403 && route.Method != "HEAD"
                    && (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["rule"] is not { Length: > 6 })
                    wrong.Add($"{state.Name}: {route.Method} {route.Path} does not name the rule that refused");
            }
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} wrong:\n{string.Join('\n', wrong.Take(40))}");
    }

    [Fact]
    public async Task Ticket_OnASocket_IsGoodOnceAndInTimeAndForItsOwner()
    {
        var anna = StudioApplication.User("anna");
        await _studio.AddUserAsync(anna);
        var tickets = _studio.Get<Tickets>();
        var mine = anna with { Credential = Standing.OfMaster(_studio.Get<Access>().MasterKey!) };
        foreach (var path in new[] { "/ws", "/api/ws", "/api/run/ws", "/_blazor" })
        {
            var ticket = tickets.Issue(mine)!;
            Assert.Equal(LetThrough, await UpgradeAsync($"{path}?ticket={ticket}"));
            Assert.Equal(401, await UpgradeAsync($"{path}?ticket={ticket}"));
            Assert.Equal(401, await UpgradeAsync($"{path}?ticket={ticket[..^1]}0"));

            var late = tickets.Issue(mine)!;
            _time.Advance(Tickets.Lifetime);
            Assert.Equal(401, await UpgradeAsync($"{path}?ticket={late}"));

            var other = await _studio.CreateSessionAsync(StudioApplication.User("ben"));
            Assert.Equal(401, await UpgradeAsync($"{path}?ticket={tickets.Issue(mine)}", $"session={other}"));
            var own = await _studio.CreateSessionAsync(anna);
            Assert.Equal(LetThrough, await UpgradeAsync($"{path}?ticket={tickets.Issue(mine)}", $"session={own}"));
        }

        using var client = _studio.CreateAnonymousClient();
        using var http = await client.SendAsync(HttpMethod.Get, $"/queue?ticket={tickets.Issue(mine)}");
        Assert.Equal(401, (int)http.StatusCode);
    }

    // the contract, not the code: roles and scopes as the security contract's section 5 has them
    private static bool Admits(string policy, Who who) => policy switch
    {
        "signed-in" => true,
        "make-token" => who.Kind != "token",
        "own-account" => who.Kind is "cookie" or "master" || (who.Kind == "key" && who.Role == "admin" && who.Scopes.Contains("admin:*")),
        // a key for one thing has not its owner's say over others
        "operate" => who.Role is "operator" or "admin" && (who.Scopes.Contains("admin:*") || ScopesOf("operator").All(who.Scopes.Contains)),
        "administer" => who.Role == "admin" && who.Scopes.Contains("admin:*"),
        _ => who.Scopes.Contains(policy),
    };

    private static string[] ScopesOf(string role) => role switch
    {
        "viewer" => ["comfy:read", "studio:read", "models:read", "gallery:read"],
        "artist" => [.. ScopesOf("viewer"), "comfy:run", "studio:run", "gallery:write"],
        "operator" => [.. ScopesOf("artist"), "models:write", "models:fetch"],
        _ => [.. ScopesOf("operator"), "models:admin", "admin:*"],
    };

    private async Task<List<State>> StatesAsync()
    {
        var admin = CurrentUser.Administrator;
        var soon = new KeyRequest("x", null) { Expires = _time.GetUtcNow() + TimeSpan.FromMinutes(1) };
        var expiring = await _studio.CreateKeyAsync(admin, soon);
        var tokens = _studio.Get<TokenCheck>();
        var master = admin with { Credential = Standing.OfMaster(_studio.Get<Access>().MasterKey!) };
        var all = Scopes.Of(admin.Roles);
        var (late, _) = await tokens.IssueAsync(master, "late", all, TimeSpan.FromMinutes(1), default);
        _time.Advance(TimeSpan.FromMinutes(2));
        var revoked = await _studio.CreateKeyAsync(admin, new KeyRequest("x", null));
        await _studio.Get<ApiKeys>().RevokeAsync(revoked.Key.Id, null, default);
        var (good, _) = await tokens.IssueAsync(master, "good", all, TimeSpan.FromHours(1), default);
        var (ended, endedRow) = await tokens.IssueAsync(master, "ended", all, TimeSpan.FromHours(1), default);
        await _studio.Get<TokenStore>().RevokeAsync(endedRow.Id, null, _time.GetUtcNow(), default);
        var (narrow, _) = await tokens.IssueAsync(master, "narrow", new HashSet<string> { "comfy:read" }, TimeSpan.FromHours(1), default);
        var (header, claims) = (StudioAccess.HeaderOf(good), StudioAccess.ClaimsOf(good));
        JsonObject With(string name, string value) => new(header.DeepClone().AsObject()
            .Select(pair => KeyValuePair.Create(pair.Key, pair.Key == name ? (JsonNode)value : pair.Value?.DeepClone())));
        List<State> states =
        [
            State.Refused("nothing", "Accept: */*"),
            State.Refused("a wrong key", "X-API-Key: wrong-key-0123456789abcdef"),
            new("the master key", $"X-API-Key: {StudioApplication.Key}", new("master", "admin", ScopesOf("admin"))),
            State.Refused("an expired key", $"X-API-Key: {expiring.Secret}"),
            State.Refused("a revoked key", $"Authorization: Bearer {revoked.Secret}"),
            State.Refused("a key with another secret", $"X-API-Key: {revoked.Secret[..12]}{new string('0', 64)}"),
            new("a token", $"Authorization: Bearer {good}", new("token", "admin", ScopesOf("admin"))),
            new("a narrow token", $"X-API-Key: {narrow}", new("token", "admin", ["comfy:read"])),
            State.Refused("an expired token", $"Authorization: Bearer {late}"),
            State.Refused("a revoked token", $"Authorization: Bearer {ended}"),
            State.Refused("a token of algorithm none", $"Authorization: Bearer {StudioAccess.Forge(With("alg", "none"), claims, null)}"),
            State.Refused("a token signed with another secret",
                $"Authorization: Bearer {StudioAccess.Forge(header, claims, new byte[64])}"),
            State.Refused("a token of another kid",
                $"Authorization: Bearer {StudioAccess.Forge(With("kid", "0000000000000000"), claims, _studio.JwtSecret())}"),
            State.Refused("a token that says RS256",
                $"Authorization: Bearer {StudioAccess.Forge(With("alg", "RS256"), claims, _studio.JwtSecret())}"),
            State.Refused("a ticket", "Accept: */*") with { Query = $"?ticket={_studio.Get<Tickets>().Issue(master)}" },
        ];
        await AddUsersAsync(states);
        return states;
    }

    private async Task AddUsersAsync(List<State> states)
    {
        var admin = CurrentUser.Administrator;
        foreach (var role in Roles.All)
        {
            var user = role == Roles.Admin ? admin : StudioApplication.User($"one-{role}", role);
            states.Add(
                new($"{role} by cookie", $"Cookie: session={await _studio.CreateSessionAsync(user)}", new("cookie", role, ScopesOf(role))));
        }

        foreach (var scope in Scopes.All)
            states.Add(
                new($"a key with {scope}", $"X-API-Key: {await _studio.CreateKeyAsync(admin, scope)}", new("key", "admin", [scope])));
        states.Add(new("an artist's key", $"X-API-Key: {await _studio.CreateKeyAsync(StudioApplication.User("one-artist"))}",
            new("key", "artist", ScopesOf("artist"))));
    }

    private async Task<int> UpgradeAsync(string path, string? cookie = null)
    {
        using var client = _studio.CreateAnonymousClient();
        string[] headers = ["Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="];
        using var response = await client.SendAsync(HttpMethod.Get, path, cookie is null ? headers : [.. headers, $"Cookie: {cookie}"]);
        return (int)response.StatusCode;
    }

    private IEnumerable<Route> Routes() => _studio.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .Where(endpoint =>
            endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is null && endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null)
        .SelectMany(endpoint => Methods(endpoint).Select(method => new Route(
            method,
            "/" + Parameter().Replace(endpoint.RoutePattern.RawText ?? "", "1").TrimStart('/'),
            [.. endpoint.Metadata.OfType<IAuthorizeData>().Select(data => data.Policy).OfType<string>()])))
        .DistinctBy(route => (route.Method, route.Path));

    private static IEnumerable<string> Methods(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods is { Count: > 0 } methods
            ? methods.Where(method => method is not "OPTIONS")
            : ["GET", "POST"];

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();

    private sealed record Route(string Method, string Path, IReadOnlyList<string> Policies);

    private sealed record Who(string Kind, string Role, IReadOnlyList<string> Scopes);

    private sealed record State(string Name, string Header, Who? Who)
    {
        public string Query { get; init; } = "";

        public static State Refused(string name, string header) => new(name, header, null);
    }

    private sealed class StopWhenAllowed(NamedRefusals usual) : IAuthorizationMiddlewareResultHandler
    {
        public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy,
            PolicyAuthorizationResult authorizeResult)
        {
            if (!authorizeResult.Succeeded)
                return usual.HandleAsync(next, context, policy, authorizeResult);
            context.Response.StatusCode = LetThrough;
            return Task.CompletedTask;
        }
    }
}
