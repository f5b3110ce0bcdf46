using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Studio.Tests.Support;
using Studio.Web.Auth;
using Studio.Web;

namespace Studio.Tests.Attacks;

/// <summary>
/// The session cookie forged, swapped, carried over and repeated. Cut, flipped, unsigned, future, unknown and long ones are in
/// SessionCookieTests.
/// </summary>
public sealed class CookieAttackTests : IAsyncLifetime
{
    private readonly ManualTime _time = new();
    private StudioApplication _studio = null!;

    public async Task InitializeAsync() => _studio = await StartAsync();

    public async Task DisposeAsync() => await _studio.DisposeAsync();

    [Theory]
    [InlineData("another server's secret")]
    [InlineData("an empty secret")]
    [InlineData("the master key as secret")]
    [InlineData("another hash")]
    [InlineData("no prefix")]
    [InlineData("a field more")]
    [InlineData("a wildcard")]
    [InlineData("the handle that lists show")]
    [InlineData("an expired year")]
    [InlineData("an overflowing year")]
    public async Task Cookie_Forged_IsNoCookie(string how)
    {
        var good = await _studio.CreateSessionAsync(CurrentUser.Administrator);
        var (seconds, id) = (good.Split(':')[1], good.Split(':', '.')[2]);
        var own = await File.ReadAllBytesAsync(Path.Join(_studio.StudioDir, ".session_secret"));
        var text = good[..good.LastIndexOf('.')];
        var forged = how switch
        {
            "another server's secret" => Sign(text, RandomNumberGenerator.GetBytes(64)),
            "an empty secret" => Sign(text, []),
            "the master key as secret" => Sign(text, Encoding.UTF8.GetBytes(StudioApplication.Key)),
            "another hash" => $"{text}.{Convert.ToHexStringLower(HMACSHA512.HashData(own, Encoding.UTF8.GetBytes(text)))[..64]}",
            "no prefix" => Sign($"{seconds}:{id}", own),
            "a field more" => Sign($"{text}:admin", own),
            "a wildcard" => Sign($"authenticated:{seconds}:%", own),
            "the handle that lists show" => Sign($"authenticated:{seconds}:{SessionStore.HandleOf(id)}", own),
            "an expired year" => Sign($"authenticated:0:{id}", own),
            _ => Sign($"authenticated:99999999999999999999:{id}", own),
        };

        Assert.Equal(HttpStatusCode.OK, await AskAsync(_studio, good));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(_studio, forged));
    }

    [Fact]
    public async Task Cookie_WithTheSignatureOfAnothersOrOfAnEarlierOne_IsNoCookie()
    {
        var anna = await _studio.CreateSessionAsync(StudioApplication.User("anna"));
        var ben = await _studio.CreateSessionAsync(StudioApplication.User("ben"));
        _time.Advance(TimeSpan.FromSeconds(5));
        using var client = _studio.CreateAnonymousClient();
        using var renewed = await client.GetWithCookieAsync("/api/auth/me", anna);
        var later = renewed.CookieValue()!;

        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(_studio, anna[..^64] + ben[^64..]));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(_studio, later[..^64] + anna[^64..]));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(_studio,
            ben.Split(':', '.')[2] is var id ? anna.Replace(anna.Split(':', '.')[2], id, StringComparison.Ordinal) : ""));
        using var me = await client.GetWithCookieAsync("/api/auth/me", later);
        Assert.Contains("\"anna\"", await me.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Cookie_AfterTheLogoutOfAnotherBrowserWithTheSameSession_IsNoCookie()
    {
        var first = await _studio.CreateSessionAsync(CurrentUser.Administrator);
        _time.Advance(TimeSpan.FromMinutes(1));
        using var client = _studio.CreateAnonymousClient();
        using var renewed = await client.GetWithCookieAsync("/api/auth/me", first);
        using var signOut = await client.SendAsync(HttpMethod.Post, "/api/auth/logout", $"Cookie: session={renewed.CookieValue()}");
        Assert.Equal(HttpStatusCode.OK, signOut.StatusCode);

        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(_studio, first));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(_studio, renewed.CookieValue()!));
    }

    [Fact]
    public async Task Cookie_AfterAnotherMasterKeyAndRestart_IsNoCookie()
    {
        var cookie = await _studio.CreateSessionAsync(CurrentUser.Administrator);
        await using (var rotated = await StartAsync("another-key-0123456789abcdef"))
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(rotated, cookie));
            using var old = rotated.CreateClient();
            Assert.Equal(HttpStatusCode.Unauthorized, (await old.GetAsync("/queue")).StatusCode);
            Assert.Equal(HttpStatusCode.OK, await AskAsync(rotated, await rotated.CreateSessionAsync(CurrentUser.Administrator)));
        }
    }

    [Fact]
    public async Task Cookie_AfterTheSecretIsGone_IsNoCookieAndSigningInWorks()
    {
        var cookie = await _studio.CreateSessionAsync(CurrentUser.Administrator);
        File.Delete(Path.Join(_studio.StudioDir, ".session_secret"));
        await using var again = await StartAsync(StudioApplication.Key);

        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(again, cookie));
        using var client = again.CreateAnonymousClient();
        using var signIn = await client.PostAsync("/api/auth/login", $$"""{"api_key":"{{StudioApplication.Key}}"}""");
        Assert.Equal(HttpStatusCode.OK, await AskAsync(again, signIn.CookieValue()!));
        Assert.Equal(64, new FileInfo(Path.Join(_studio.StudioDir, ".session_secret")).Length);
    }

    [Fact]
    public async Task SignIn_OverAnAttackersCookie_GivesASessionOfItsOwn()
    {
        var planted = await _studio.CreateSessionAsync(StudioApplication.User("mallory"));
        using var client = _studio.CreateAnonymousClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/auth/login")
            { Content = new StringContent($$"""{"api_key":"{{StudioApplication.Key}}"}""", Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("Cookie", $"session={planted}");
        using var signIn = await client.SendAsync(request);

        Assert.NotEqual(planted.Split(':', '.')[2], signIn.CookieValue()!.Split(':', '.')[2]);
        using var me = await client.GetWithCookieAsync("/api/auth/me", planted);
        Assert.Contains("\"mallory\"", await me.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task HeaderKey_BesideACookie_NeitherSetsNorRenewsItAndWrongOnesDoNotEndIt()
    {
        var cookie = await _studio.CreateSessionAsync(StudioApplication.User("anna"));
        _time.Advance(TimeSpan.FromHours(1));
        using var client = _studio.CreateAnonymousClient();
        foreach (var credential in new[]
        {
            $"X-API-Key: {StudioApplication.Key}", $"Authorization: Bearer {StudioApplication.Key}",
            "X-API-Key: wrong-key-0123456789abcdef",
            $"Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"x:{StudioApplication.Key}"))}",
        })
        {
            using var response = await client.SendAsync(HttpMethod.Get, "/queue", $"Cookie: session={cookie}", credential);
            Assert.Null(response.Cookie());
        }

        using var query = await client.SendAsync(HttpMethod.Get, $"/queue?api_key={StudioApplication.Key}", $"Cookie: session={cookie}");
        Assert.Null(query.Cookie());
        Assert.Equal(HttpStatusCode.OK, await AskAsync(_studio, cookie));
    }

    [Fact]
    public async Task TwoBrowsers_OfOneUserRenewingAtOnce_StayTwoSessions()
    {
        var anna = StudioApplication.User("anna");
        string[] browsers = [await _studio.CreateSessionAsync(anna), await _studio.CreateSessionAsync(anna)];
        using var client = _studio.CreateAnonymousClient();
        for (var round = 0; round < 3; round++)
        {
            _time.Advance(TimeSpan.FromHours(20));
            var answers = await Task.WhenAll(browsers.Select(cookie => client.GetWithCookieAsync("/api/auth/me", cookie)));
            Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
            browsers = [.. answers.Select(answer => answer.CookieValue()!)];
        }

        using var signOut = await client.SendAsync(HttpMethod.Post, "/api/auth/logout", $"Cookie: session={browsers[0]}");
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK),
            (await AskAsync(_studio, browsers[0]), await AskAsync(_studio, browsers[1])));
    }

    private static string Sign(string text, byte[] secret) =>
        $"{text}.{Convert.ToHexStringLower(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(text)))}";

    private static async Task<HttpStatusCode> AskAsync(StudioApplication studio, string cookie)
    {
        using var client = studio.CreateAnonymousClient();
        using var response = await client.GetWithCookieAsync("/api/auth/me", cookie);
        return response.StatusCode;
    }

    /// <summary>The first server, or, with a key, one more on its folder: as after a restart.</summary>
    private Task<StudioApplication> StartAsync(string? key = null) => StudioApplication.StartAsync(
        options =>
        {
            if (key is not null)
                (options.StudioDir, options.Auth.KeySource) = (_studio.StudioDir, new("test", null, key));
        },
        services => services.AddSingleton<TimeProvider>(_time));
}
