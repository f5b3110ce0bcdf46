using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Studio.Tests.Support;
using Studio.Web.Auth;
using Studio.Web.Auth.Credentials;
using Studio.Web.Auth.Keys;

namespace Studio.Tests.Auth;

public sealed class TokenTests : IAsyncLifetime
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
    public async Task Made_HasTheClaimsOfTheContractAndOnlyTheScopesAsked()
    {
        var token = (string)(await MakeAsync(_admin, """{"scopes": ["comfy:read"], "expires_in": 60}"""))["token"]!;

        var claims = StudioAccess.ClaimsOf(token);
        Assert.Equal(["sub", "scope", "iat", "exp", "jti"], claims.Select(claim => claim.Key));
        Assert.Equal(("admin", "comfy:read", 60),
            ((string)claims["sub"]!, (string)claims["scope"]!, (long)claims["exp"]! - (long)claims["iat"]!));
        Assert.Equal("HS256", (string?)StudioAccess.HeaderOf(token)["alg"]);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(token, "/queue"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(token, "/api/queue/state"));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Join(_studio.StudioDir, ".jwt_secret")));
        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(token, "/queue"));
    }

    [Fact]
    public async Task Token_EndsWithTheKeyThatMadeItAndMakesNoOther()
    {
        var (key, secret) = await _studio.CreateKeyAsync(StudioApplication.User("anna"), new Studio.Web.Auth.Keys.KeyRequest("x", null));
        using var client = _studio.CreateClient(secret);
        var token = (string)(await MakeAsync(client, "{}"))["token"]!;
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(token, "/queue"));

        using var byToken = _studio.CreateClient(token);
        using var another = await byToken.PostAsync("/api/auth/token", "{}");
        Assert.Equal(HttpStatusCode.Forbidden, another.StatusCode);
        using var revoked = await _admin.DeleteAsync(new Uri($"/api/admin/keys/{key.Id}", UriKind.Relative));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(token, "/queue"));
    }

    [Fact]
    public async Task Token_RevokedByItsOwner_EndsAtOnceAlsoOnItsSocket()
    {
        var made = await MakeAsync(_admin, "{}");
        using var socket = await _studio.ConnectAsync("/ws", (string)made["token"]!);

        using var revoked = await _admin.DeleteAsync(new Uri($"/api/auth/tokens/{made["jti"]}", UriKind.Relative));

        Assert.Equal(HttpStatusCode.OK, revoked.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync((string)made["token"]!, "/queue"));
        Assert.Equal((System.Net.WebSockets.WebSocketCloseStatus)4001, await ManagedKeyTests.ClosedAsync(socket));
    }

    [Fact]
    public async Task Clock_SetBack_EndsNoTokenAndNoTicketEarlyOrLate()
    {
        var (time, studio) = (_time, _studio);
        var master = CurrentUser.Administrator with { Credential = Standing.OfMaster(studio.Get<Access>().MasterKey!) };
        var (token, _) = await studio.Get<TokenCheck>().IssueAsync(master, "x", Scopes.Of(master.Roles), TimeSpan.FromHours(1), default);
        var ticket = studio.Get<Tickets>().Issue(master)!;
        time.SetWall(TimeSpan.FromDays(-1));
        using var client = studio.CreateClient(token);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/queue")).StatusCode);
        time.Advance(Tickets.Lifetime);
        Assert.Null(studio.Get<Tickets>().Redeem(ticket));
        var claims = StudioAccess.ClaimsOf(token);
        claims["iat"] = (long)claims["iat"]! + 1; // not what the server wrote down
        using var forger = studio.CreateClient(StudioAccess.Forge(StudioAccess.HeaderOf(token), claims, studio.JwtSecret()));
        Assert.Equal(HttpStatusCode.Unauthorized, (await forger.GetAsync("/queue")).StatusCode);
    }

    [Theory]
    [InlineData("alg", "none", false)]
    [InlineData("alg", "None", false)]
    [InlineData("alg", "", false)]
    [InlineData("alg", "RS256", true)]
    [InlineData("alg", "HS512", true)]
    [InlineData("alg", "hs256", true)]
    [InlineData("kid", "../../dev/null", true)]
    [InlineData("kid", "", true)]
    [InlineData("crit", "x", true)]
    public async Task Forged_Header_Is401(string name, string value, bool signed)
    {
        var (header, claims) = await PartsAsync();
        header[name] = value;
        Assert.Equal(HttpStatusCode.Unauthorized,
            await StatusAsync(StudioAccess.Forge(header, claims, signed ? _studio.JwtSecret() : null), "/queue"));
    }

    [Theory]
    [InlineData("exp", null)]
    [InlineData("exp", "\"9999999999\"")]
    [InlineData("exp", "9999999999999999999")]
    [InlineData("exp", "-1")]
    [InlineData("iat", "9999999999")]
    [InlineData("jti", null)]
    [InlineData("jti", "\"unknown\"")]
    [InlineData("sub", "\"anna\"")]
    [InlineData("sub", "[]")]
    [InlineData("nbf", "9999999999")]
    public async Task Claims_ThatThisServerWouldNotSign_Are401(string name, string? json)
    {
        var (header, claims) = await PartsAsync();
        claims[name] = json is null ? null : JsonNode.Parse(json);
        if (json is null)
            claims.Remove(name);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(StudioAccess.Forge(header, claims, _studio.JwtSecret()), "/queue"));
        var (goodHeader, goodClaims) = await PartsAsync();
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(StudioAccess.Forge(goodHeader, goodClaims, _studio.JwtSecret()), "/queue"));
    }

    [Fact]
    public async Task Signed_WithAnotherSecretOrAPublicKey_Is401()
    {
        var (header, claims) = await PartsAsync();
        using var rsa = RSA.Create(2048);
        foreach (var secret in new[] { [], Encoding.ASCII.GetBytes(rsa.ExportSubjectPublicKeyInfoPem()),
            File.ReadAllBytes(Path.Join(_studio.StudioDir, ".session_secret")) })
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(StudioAccess.Forge(header, claims, secret), "/queue"));
        foreach (var nonsense in new[] { "a.b.c", "..", "eyJ.eyJ.x", new string('a', 5000) + ".a.a", "e30.e30.e30" })
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(nonsense, "/queue"));
    }

    private async Task<(JsonObject Header, JsonObject Claims)> PartsAsync()
    {
        var token = (string)(await MakeAsync(_admin, "{}"))["token"]!;
        return (StudioAccess.HeaderOf(token), StudioAccess.ClaimsOf(token));
    }

    private static async Task<JsonObject> MakeAsync(HttpClient client, string body)
    {
        using var response = await client.PostAsync("/api/auth/token", body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return (JsonObject)JsonNode.Parse(text)!;
    }

    private async Task<HttpStatusCode> StatusAsync(string token, string path)
    {
        using var client = _studio.CreateAnonymousClient();
        using var response = await client.SendAsync(HttpMethod.Get, path, $"Authorization: Bearer {token}");
        return response.StatusCode;
    }
}
