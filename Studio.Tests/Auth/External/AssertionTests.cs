using System.Net;
using System.Text.Json.Nodes;
using Studio.Tests.Support;

namespace Studio.Tests.Auth.External;

/// <summary>What an assertion must be, and which keys count when.</summary>
public sealed class AssertionTests(AssertionTests.Team shared) : IClassFixture<AssertionTests.Team>
{
    private static readonly Dictionary<string, Func<AccessTeam, string>> Attacks = new(StringComparer.Ordinal)
    {
        ["wrong audience"] = Changed(claims => claims["aud"] = new JsonArray("another")),
        ["audience as a part of another"] = Changed(claims => claims["aud"] = AccessTeam.Audience + "0"),
        ["no audience"] = Changed(claims => claims.Remove("aud")),
        ["wrong issuer"] = Changed(claims => claims["iss"] = "https://evil.cloudflareaccess.com"),
        ["issuer with a slash more"] = Changed(claims => claims["iss"] = $"{claims["iss"]}/"),
        ["no issuer"] = Changed(claims => claims.Remove("iss")),
        ["expired"] = Changed(claims => claims["exp"] = (long)claims["nbf"]! - 61),
        ["no expiry"] = Changed(claims => claims.Remove("exp")),
        ["expiry as a text"] = Changed(claims => claims["exp"] = "9999999999"),
        ["not yet valid"] = Changed(claims => claims["nbf"] = (long)claims["nbf"]! + 120),
        ["nbf that is no number"] = Changed(claims => claims["nbf"] = "soon"),
        ["organisation's token"] = Changed(claims => claims["type"] = "org"),
        ["no type"] = Changed(claims => claims.Remove("type")),
        ["nobody"] = Changed(claims => claims.Remove("email")),
        ["email that is no text"] = Changed(claims => claims["email"] = new JsonArray("anna@example.org")),
        ["HS256 with the public key"] = team => AccessTeam.First.Sign(team.Claims(), "HS256"),
        ["none"] = team => AccessTeam.First.Sign(team.Claims(), "none"),
        ["None"] = team => AccessTeam.First.Sign(team.Claims(), "None"),
        ["RS384"] = team => AccessTeam.First.Sign(team.Claims(), "RS384"),
        ["PS256"] = team => AccessTeam.First.Sign(team.Claims(), "PS256"),
        ["RS256 claimed for HS256"] = team => AccessTeam.First.Sign(team.Claims(), "HS256", header: header => header["alg"] = "RS256"),
        ["another key under this name"] = team => AccessTeam.Second.Sign(team.Claims(), keyId: AccessTeam.First.KeyId),
        ["a key that is not published"] = team => AccessTeam.Second.Sign(team.Claims()),
        ["no key name"] = team => AccessTeam.First.Sign(team.Claims(), header: header => header.Remove("kid")),
        ["a key inside"] = team => AccessTeam.Second.Sign(team.Claims(), header: header => header["jwk"] = AccessTeam.Second.PublicKey),
        ["a claim twice"] = team => Signed(team, claims => $"{claims.ToJsonString()[..^1]},\"email\":\"eve@example.org\"}}"),
        ["a claim twice within"] = team => Signed(team, claims => $"{claims.ToJsonString()[..^1]},\"a\":{{\"b\":1,\"b\":2}}}}"),
        ["a text that is none"] = team => Signed(team, claims => $"{claims.ToJsonString()[..^1]},\"name\":\"\\ud800\"}}"),
        ["an array"] = team => Signed(team, _ => "[1]"),
        ["null"] = team => Signed(team, _ => "null"),
        ["no JSON"] = team => Signed(team, _ => "{\"a\":"),
        ["critical extension"] = team => AccessTeam.First.Sign(team.Claims(), header: header => header["crit"] = new JsonArray("exp")),
        ["no signature"] = team => team.Assertion()[..(team.Assertion().LastIndexOf('.') + 1)],
        ["cut signature"] = team => team.Assertion()[..^40],
        ["other claims under the signature"] = team => Swapped(team.Assertion("eve@example.org"), team.Assertion()),
        ["no token"] = _ => "nonsense",
        ["two dots"] = _ => "..",
        ["five parts"] = team => team.Assertion() + ".a.b",
        ["endless"] = _ => $"{new string('a', 40_000)}.b.c",
    };

    private static string Signed(AccessTeam team, Func<JsonObject, string> payload) => AccessTeam.First.SignText(payload(team.Claims()));

    public static TheoryData<string> Names => new(Attacks.Keys);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Assertion_ThatIsNoGood_Is401(string attack)
    {
        using var good = await shared.Access.SendAsync(shared.Access.Assertion());
        Assert.Equal(HttpStatusCode.OK, good.StatusCode);
        using var answer = await shared.Access.SendAsync(Attacks[attack](shared.Access));
        // a header of 40 KB does not get past Kestrel
        Assert.Equal(attack == "endless" ? HttpStatusCode.RequestHeaderFieldsTooLarge : HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Theory]
    [InlineData("exp", -59)]
    [InlineData("nbf", 59)]
    public async Task Clocks_AMinuteApart_DoNotMatter(string claim, int seconds)
    {
        using var answer = await shared.Access.SendAsync(
            shared.Access.Assertion(change: claims => claims[claim] = shared.Access.Time.GetUtcNow().ToUnixTimeSeconds() + seconds));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Nbf_Missing_IsFine()
    {
        using var answer = await shared.Access.SendAsync(shared.Access.Assertion(change: claims => claims.Remove("nbf")));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Keys_AreFetchedOnceAnHourAndOnceAMinuteForUnknownOnes()
    {
        await using var team = await AccessTeam.StartAsync();
        for (var i = 0; i < 5; i++)
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(team, AccessTeam.First));
        Assert.Equal(1, team.Keys.Fetches);

        team.Keys.Keys.Add(AccessTeam.Second.PublicKey); // rotated: at once
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(team, AccessTeam.Second));
        Assert.Equal(2, team.Keys.Fetches);
        for (var i = 0; i < 5; i++)
            Assert.Equal(HttpStatusCode.Unauthorized,
                (await team.SendAsync(AccessTeam.First.Sign(team.Claims(), keyId: $"made-up-{i}"))).StatusCode);
        Assert.Equal(2, team.Keys.Fetches);
        team.Time.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(HttpStatusCode.Unauthorized,
            (await team.SendAsync(AccessTeam.First.Sign(team.Claims(), keyId: "made-up"))).StatusCode);
        Assert.Equal(3, team.Keys.Fetches);

        team.Keys.Keys.RemoveAt(0); // withdrawn: within the hour
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(team, AccessTeam.First));
        team.Time.Advance(TimeSpan.FromMinutes(61));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(team, AccessTeam.First));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(team, AccessTeam.Second));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("<html>")]
    [InlineData("{}")]
    [InlineData("{\"keys\": []}")]
    [InlineData("{\"keys\": [{\"kty\": \"oct\", \"kid\": \"first\", \"k\": \"AAAA\"}]}")]
    public async Task Keys_ThatCannotBeFetched_AreKept(string? answer)
    {
        await using var team = await AccessTeam.StartAsync();
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(team, AccessTeam.First));
        (team.Keys.IsDown, team.Keys.Answer) = (answer is null, answer);
        team.Time.Advance(TimeSpan.FromHours(7));
        for (var i = 0; i < 3; i++)
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(team, AccessTeam.First));
        Assert.Equal(2, team.Keys.Fetches); // once, then not for a minute
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(team, AccessTeam.Second));
    }

    [Fact]
    public async Task Keys_ServerOutOfOrderFromTheStart_Is401UntilItIsBack()
    {
        await using var team = await AccessTeam.StartAsync();
        team.Keys.IsDown = true;
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(team, AccessTeam.First));
        team.Keys.IsDown = false;
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(team, AccessTeam.First)); // not asked at every request
        team.Time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(team, AccessTeam.First));
    }

    private static async Task<HttpStatusCode> StatusAsync(AccessTeam team, TokenSigner signer) =>
        (await team.SendAsync(team.Assertion(signer: signer))).StatusCode;

    private static Func<AccessTeam, string> Changed(Action<JsonObject> change) => team => team.Assertion(change: change);

    private static string Swapped(string claims, string rest) => $"{rest.Split('.')[0]}.{claims.Split('.')[1]}.{rest.Split('.')[2]}";

    public sealed class Team : IAsyncLifetime
    {
        public AccessTeam Access { get; private set; } = null!;

        public async Task InitializeAsync() => Access = await AccessTeam.StartAsync();

        public async Task DisposeAsync() => await Access.DisposeAsync();
    }
}
