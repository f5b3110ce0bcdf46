using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Studio.Tests.Support;
using Studio.Web.Auth;
using Studio.Web.Auth.Pairing;
using Studio.Web.Auth.Users;

namespace Studio.Tests.Auth;

public sealed class PairingTests : IAsyncLifetime
{
    private static readonly CurrentUser Anna = StudioApplication.User("anna");
    private static readonly CurrentUser Ben = StudioApplication.User("ben");

    private readonly ManualTime _time = new();
    private StudioApplication _studio = null!;
    private HttpClient _tool = null!;

    private Pairings Pairings => _studio.Get<Pairings>();

    public async Task InitializeAsync()
    {
        _studio = await StudioApplication.StartAsync(services: services => services.AddSingleton<TimeProvider>(_time));
        _tool = _studio.CreateAnonymousClient();
        _tool.DefaultRequestHeaders.UserAgent.ParseAdd("tool/1.0");
        await _studio.AddUserAsync(Anna);
        await _studio.AddUserAsync(Ben);
    }

    public async Task DisposeAsync()
    {
        _tool.Dispose();
        await _studio.DisposeAsync();
    }

    [Fact]
    public async Task Approve_ByASignedInPerson_GivesTheProgramAKeyOfTheirsOnce()
    {
        var (device, code) = await BeginAsync(", \"scopes\": [\"comfy:run\", \"comfy:read\"]");
        Assert.Matches("^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$", code);
        Assert.Equal("authorization_pending", await PollAsync(device));
        var asking = await Pairings.FindAsync(Anna, code.ToLowerInvariant().Replace("-", " "), default);
        Assert.Equal(("my tool", "127.0.0.1", "tool/1.0"), (asking.Name, asking.Address, asking.UserAgent));
        await Pairings.ApproveAsync(Anna, code, default);

        var expires = _time.GetUtcNow() + Pairings.KeyLifetime;
        var answer = await AskAsync(device);

        var key = (string)answer["api_key"]!;
        Assert.Equal(("anna", "comfy:read comfy:run", "my tool"),
            ((string?)answer["owner"], (string?)answer["scope"], (string?)answer["name"]));
        Assert.Equal(expires, DateTimeOffset.Parse((string)answer["expires_at"]!));
        using var client = _studio.CreateClient(key);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/queue")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await client.GetAsync("/api/gallery")).StatusCode);
        Assert.Equal("invalid_grant", await PollAsync(device));
        await Assert.ThrowsAsync<AccountException>(() => Pairings.ApproveAsync(Anna, code, default));
        await _studio.Get<Audit>().FlushAsync();
        var audit = await _studio.CreateClient().GetStringAsync("/api/admin/audit?limit=100");
        Assert.All(["pairing.requested", "pairing.approved", "key.created"],
            action => Assert.Contains(action, audit, StringComparison.Ordinal));
        Assert.All([device, code, key], secret => Assert.DoesNotContain(secret, audit, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Poll_ByTwoAtOnce_GivesOneKey()
    {
        var (device, code) = await BeginAsync();
        await Pairings.ApproveAsync(Anna, code, default);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => AskAsync(device, wait: false)));
        Assert.Single(answers, answer => answer.ContainsKey("api_key"));
    }

    [Fact]
    public async Task Move_FromAStateThatIsOver_IsRefusedByTheRowItself()
    {
        var (_, code) = await BeginAsync();
        var (store, hash, now) = (_studio.Get<PairingStore>(), (await Pairings.FindAsync(Anna, code, default)).DeviceHash,
            _time.GetUtcNow());
        Assert.True(await store.MoveAsync(hash, PairingState.Open, PairingState.Approved, "anna", now, default));
        Assert.False(await store.MoveAsync(hash, PairingState.Open, PairingState.Denied, "ben", now, default));
        Assert.True(await store.MoveAsync(hash, PairingState.Approved, PairingState.Taken, "anna", now, default));
        Assert.False(await store.MoveAsync(hash, PairingState.Approved, PairingState.Taken, "anna", now, default));
    }

    [Fact]
    public async Task Deny_IsTold_AndNobodyElseApprovesAfterwards()
    {
        var (device, code) = await BeginAsync();
        await Pairings.DenyAsync(Anna, code, default);
        await Assert.ThrowsAsync<AccountException>(() => Pairings.ApproveAsync(Ben, code, default));
        Assert.Equal("access_denied", await PollAsync(device));
    }

    [Fact]
    public async Task Approve_AfterAnotherUser_ChangesNothing()
    {
        var (device, code) = await BeginAsync();
        await Pairings.ApproveAsync(Anna, code, default);
        await Assert.ThrowsAsync<AccountException>(() => Pairings.ApproveAsync(Ben, code, default));
        await Assert.ThrowsAsync<AccountException>(() => Pairings.DenyAsync(Ben, code, default));
        Assert.Equal("anna", (string?)(await AskAsync(device))["owner"]);
    }

    [Fact]
    public async Task Codes_AfterTenMinutes_AreWorthless()
    {
        var (waiting, code) = await BeginAsync();
        var (approved, other) = await BeginAsync();
        await Pairings.ApproveAsync(Anna, other, default);
        _time.Advance(TimeSpan.FromMinutes(10));
        await Assert.ThrowsAsync<AccountException>(() => Pairings.ApproveAsync(Anna, code, default));
        Assert.Equal("expired_token", await PollAsync(waiting));
        Assert.Equal("expired_token", await PollAsync(approved));
    }

    [Fact]
    public async Task Poll_TooFast_IsSlowedDownMoreAndMore()
    {
        var (device, code) = await BeginAsync();
        await Pairings.ApproveAsync(Anna, code, default);
        Assert.True((await AskAsync((await BeginAsync()).Device, wait: false)).ContainsKey("error"));
        var (impatient, _) = await BeginAsync();
        Assert.Equal("authorization_pending", (string?)(await AskAsync(impatient, wait: false))["error"]);
        Assert.Equal("slow_down", (string?)(await AskAsync(impatient, wait: false))["error"]);
        _time.Advance(TimeSpan.FromSeconds(6)); // five were enough before
        Assert.Equal("slow_down", (string?)(await AskAsync(impatient, wait: false))["error"]);
        _time.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal("authorization_pending", (string?)(await AskAsync(impatient, wait: false))["error"]);
        Assert.True((await AskAsync(device)).ContainsKey("api_key"));
    }

    [Fact]
    public async Task Guessing_UserCodes_IsStoppedForThatUserOnly()
    {
        var (_, code) = await BeginAsync();
        for (var i = 0; i < 5; i++)
            Assert.Equal(404,
                (await Assert.ThrowsAsync<AccountException>(() => Pairings.FindAsync(Anna, $"BBBB-BBB{"BCDFG"[i]}", default))).Status);
        Assert.Equal(429, (await Assert.ThrowsAsync<AccountException>(() => Pairings.ApproveAsync(Anna, code, default))).Status);
        await Pairings.ApproveAsync(Ben, code, default);
    }

    [Fact]
    public async Task Guessing_DeviceCodes_IsStopped()
    {
        for (var i = 0; i < 5; i++)
            Assert.Equal("invalid_grant", await PollAsync($"guess-{i}"));
        Assert.Equal("slow_down", await PollAsync("guess"));
    }

    [Fact]
    public async Task Requests_OfOneAddress_AreBounded()
    {
        for (var i = 0; i < 5; i++)
            await BeginAsync();
        using var sixth = await _tool.PostAsync("/api/auth/pair", "{\"name\": \"my tool\"}");
        Assert.Equal(HttpStatusCode.TooManyRequests, sixth.StatusCode);
        _time.Advance(TimeSpan.FromMinutes(10));
        await BeginAsync();
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"name\": \"\"}")]
    [InlineData("{\"name\": \"a\\u0007\"}")]
    [InlineData("{\"name\": \"a\", \"scopes\": []}")]
    [InlineData("{\"name\": \"a\", \"scopes\": [\"admin:*\"]}")]
    [InlineData("{\"name\": \"a\", \"scope\": \"everything\"}")]
    [InlineData("{\"name\": \"a\", \"more\": 1}")]
    [InlineData("[")]
    public async Task Begin_Impossible_Is400(string body)
    {
        using var answer = await _tool.PostAsync("/api/auth/pair", body);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Approve_MoreThanOnesOwn_OrWithADelegatedKey_IsRefused()
    {
        var (device, code) = await BeginAsync(", \"scopes\": [\"models:write\"]");
        Assert.Equal(403, (await Assert.ThrowsAsync<AccountException>(() => Pairings.ApproveAsync(Anna, code, default))).Status);
        Assert.Equal(403, (await Assert.ThrowsAsync<AccountException>(
            () => Pairings.ApproveAsync(Anna with { KeyId = "abcdefgh" }, code, default))).Status);
        Assert.Equal("authorization_pending", await PollAsync(device));
    }

    [Fact]
    public async Task Fetch_AfterTheAccountWasDisabled_GivesNothing()
    {
        var (device, code) = await BeginAsync();
        await Pairings.ApproveAsync(Anna, code, default);
        await _studio.Get<UserAccounts>().ChangeAsync("anna", new(Enabled: false), default);
        Assert.Equal("access_denied", await PollAsync(device));
    }

    [Fact]
    public async Task Page_NeedsASignIn()
    {
        using var anonymous = await _tool.SendAsync(HttpMethod.Get, "/studio/pair?code=BBBB-BBBB", "Accept: text/html");
        Assert.Equal("/login?next=%2Fstudio%2Fpair%3Fcode%3DBBBB-BBBB", anonymous.Headers.Location?.ToString());
        using var anna = await _studio.CreateClientAsync(Anna);
        using var page = await anna.SendAsync(HttpMethod.Get, "/studio/pair?code=BBBB-BBBB", "Accept: text/html");
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Contains("value=\"BBBB-BBBB\"", await page.Content.ReadAsStringAsync());
    }

    private async Task<(string Device, string Code)> BeginAsync(string more = "")
    {
        using var response = await _tool.PostAsync("/api/auth/pair", $"{{\"name\": \"my tool\"{more}}}");
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal($"{_studio.BaseAddress}studio/pair?code={answer["user_code"]}", (string?)answer["verification_uri_complete"]);
        return ((string)answer["device_code"]!, (string)answer["user_code"]!);
    }

    private async Task<string?> PollAsync(string device) => (string?)(await AskAsync(device))["error"];

    private async Task<JsonObject> AskAsync(string device, bool wait = true)
    {
        using var response = await _tool.PostAsync("/api/auth/pair/token", $"{{\"device_code\": \"{device}\"}}");
        if (wait)
            _time.Advance(TimeSpan.FromSeconds(6));
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject();
    }
}
