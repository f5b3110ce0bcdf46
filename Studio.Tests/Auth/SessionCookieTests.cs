using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Studio.Tests.Support;
using Studio.Web.Auth;

namespace Studio.Tests.Auth;

public sealed class SessionCookieTests : IAsyncLifetime
{
    private readonly ManualTime _time = new();
    private StudioApplication _studio = null!;

    public async Task InitializeAsync() =>
        _studio = await StudioApplication.StartAsync(services: services => services.AddSingleton<TimeProvider>(_time));

    public async Task DisposeAsync() => await _studio.DisposeAsync();

    [Fact]
    public async Task LogIn_RightKey_SetsTheCookieOfTheContract()
    {
        using var client = _studio.CreateAnonymousClient();

        using var response =
            await client.PostAsync("/api/auth/login", $$"""{"api_key":"{{StudioApplication.Key}}","next":"/studio/gallery?a=b"}""");

        Assert.Equal("""{"status":"ok","redirect":"/studio/gallery?a=b"}""", await response.Content.ReadAsStringAsync());
        var cookie = response.Cookie()!;
        Assert.Matches($"^session=authenticated:{_time.GetUtcNow().ToUnixTimeSeconds()}:[0-9a-f]{{64}}\\.[0-9a-f]{{64}};", cookie);
        foreach (var flag in new[] { "max-age=86400", "path=/", "secure", "samesite=strict", "httponly" })
            Assert.Contains(flag, cookie.Split("; "));
        var secret = await File.ReadAllBytesAsync(Path.Join(_studio.StudioDir, ".session_secret"));
        Assert.Equal(64, secret.Length);
        var value = cookie["session=".Length..cookie.IndexOf(';', StringComparison.Ordinal)];
        var signed = value[..value.LastIndexOf('.')];
        Assert.Equal(Convert.ToHexStringLower(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(signed))), value[(signed.Length + 1)..]);
    }

    [Theory]
    [InlineData("""{"api_key":"wrong-key-0123456789abcdef"}""", HttpStatusCode.Unauthorized, """{"detail":"Invalid API key"}""")]
    [InlineData("""{"api_key":""}""", HttpStatusCode.Unauthorized, """{"detail":"Invalid API key"}""")]
    [InlineData("{}", HttpStatusCode.Unauthorized, """{"detail":"Invalid API key"}""")]
    [InlineData("not json", HttpStatusCode.BadRequest,
        """{"detail":"Send a JSON object with \"api_key\", or with \"user\" and \"password\"."}""")]
    public async Task LogIn_BadBody_SetsNoCookie(string body, HttpStatusCode status, string answer)
    {
        using var client = _studio.CreateAnonymousClient();
        using var response = await client.PostAsync("/api/auth/login", body);
        Assert.Equal(status, response.StatusCode);
        Assert.Equal(answer, await response.Content.ReadAsStringAsync());
        Assert.Null(response.Cookie());
    }

    [Fact]
    public async Task LogIn_NotRemembered_LeavesMaxAgeOutNowAndWhenRenewed()
    {
        using var client = _studio.CreateAnonymousClient();
        using var signIn = await client.PostAsync("/api/auth/login", $$"""{"api_key":"{{StudioApplication.Key}}","remember":false}""");
        Assert.DoesNotContain("max-age", signIn.Cookie(), StringComparison.Ordinal);

        using var next = await client.GetWithCookieAsync("/api/x", signIn.CookieValue()!);

        Assert.DoesNotContain("max-age", next.Cookie(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cookie_InUse_IsRenewedAndLapsesAfterADayOfIdleness()
    {
        using var client = _studio.CreateAnonymousClient();
        var first = await _studio.CreateSessionAsync(CurrentUser.Administrator);
        _time.Advance(TimeSpan.FromHours(23));
        using var renewed = await client.GetWithCookieAsync("/api/x", first);
        Assert.Equal(HttpStatusCode.NotFound, renewed.StatusCode);
        Assert.NotEqual(first, renewed.CookieValue());

        _time.Advance(TimeSpan.FromHours(23));
        using var second = await client.GetWithCookieAsync("/api/x", renewed.CookieValue()!);
        Assert.Equal(HttpStatusCode.NotFound, second.StatusCode);
        using var stale = await client.GetWithCookieAsync("/api/x", first);
        Assert.Equal(HttpStatusCode.Unauthorized, stale.StatusCode);

        _time.Advance(TimeSpan.FromHours(24) + TimeSpan.FromSeconds(1));
        using var late = await client.GetWithCookieAsync("/api/x", second.CookieValue()!);
        Assert.Equal(HttpStatusCode.Unauthorized, late.StatusCode);
    }

    [Fact]
    public async Task Cookie_TwoRenewalsAtOnce_BothStaySignedIn()
    {
        using var client = _studio.CreateAnonymousClient();
        var cookie = await _studio.CreateSessionAsync(CurrentUser.Administrator);
        _time.Advance(TimeSpan.FromMinutes(5));
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => client.GetWithCookieAsync("/api/x", cookie)));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode));
        foreach (var answer in answers)
        {
            using var next = await client.GetWithCookieAsync("/api/x", answer.CookieValue()!);
            Assert.Equal(HttpStatusCode.NotFound, next.StatusCode);
            answer.Dispose();
        }
    }

    [Fact]
    public async Task HeaderKey_SetsNoCookie()
    {
        using var client = _studio.CreateClient();
        using var response = await client.GetAsync(new Uri("/api/x", UriKind.Relative));
        Assert.Null(response.Cookie());
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("flipped")]
    [InlineData("unsigned")]
    [InlineData("future")]
    [InlineData("unknown")]
    [InlineData("long")]
    [InlineData("plus")]
    [InlineData("upper")]
    [InlineData("empty")]
    public async Task Cookie_TamperedWith_IsNoCookie(string how)
    {
        using var client = _studio.CreateAnonymousClient();
        var good = await _studio.CreateSessionAsync(CurrentUser.Administrator);
        var now = _time.GetUtcNow().ToUnixTimeSeconds();
        var id = good.Split(':', '.')[2];
        var bad = how switch
        {
            "cut" => good[..^1],
            "flipped" => good[..^1] + (good[^1] == '0' ? '1' : '0'),
            "unsigned" => good[..good.LastIndexOf('.')],
            "future" => Signed($"authenticated:{now + 61}:{id}"),
            "unknown" => Signed($"authenticated:{now}:{new string('a', 64)}"),
            "long" => Signed($"authenticated:{now}:{new string('a', 500)}"),
            "plus" => Signed($"authenticated:+{now}:{id}"),
            "upper" => good[..^64] + good[^64..].ToUpperInvariant(),
            _ => "",
        };
        using var accepted =
            await client.GetWithCookieAsync("/api/x", Signed($"authenticated:{now.ToString(CultureInfo.InvariantCulture)}:{id}"));
        Assert.Equal(HttpStatusCode.NotFound, accepted.StatusCode);

        using var response = await client.GetWithCookieAsync("/api/x", bad);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Theory]
    [InlineData(-30)]
    [InlineData(-3600)]
    [InlineData(-86_400)]
    public async Task Clock_SetBack_ShutsNobodyOut(int seconds)
    {
        using var client = _studio.CreateAnonymousClient();
        var cookie = await _studio.CreateSessionAsync(CurrentUser.Administrator);
        _time.Advance(TimeSpan.FromMinutes(5));
        using var before = await client.GetWithCookieAsync("/api/x", cookie);
        _time.SetWall(TimeSpan.FromSeconds(seconds));

        // the tab that renewed it, and others with what it had
        foreach (var copy in new[] { before.CookieValue()!, cookie, before.CookieValue()! })
        {
            using var after = await client.GetWithCookieAsync("/api/x", copy);
            Assert.Equal(HttpStatusCode.NotFound, after.StatusCode);
            Assert.StartsWith($"authenticated:{_time.GetUtcNow().ToUnixTimeSeconds()}:", after.CookieValue(), StringComparison.Ordinal);
        }

        // a time that the server has never been at is none, also then
        var id = cookie.Split(':', '.')[2];
        using var future = await client.GetWithCookieAsync("/api/x",
            Signed($"authenticated:{_time.GetUtcNow().AddSeconds(-seconds + 180).ToUnixTimeSeconds()}:{id}"));
        Assert.Equal(HttpStatusCode.Unauthorized, future.StatusCode);
    }

    [Theory]
    [InlineData(60, HttpStatusCode.NotFound)]
    [InlineData(61, HttpStatusCode.Unauthorized)]
    [InlineData(253_402_300_799, HttpStatusCode.Unauthorized)]
    [InlineData(long.MaxValue, HttpStatusCode.Unauthorized)]
    public async Task Cookie_OfAClockAhead_IsGoodForAMinute(long ahead, HttpStatusCode expected)
    {
        using var client = _studio.CreateAnonymousClient();
        var id = (await _studio.CreateSessionAsync(CurrentUser.Administrator)).Split(':', '.')[2];
        var stamp = ahead > 1000 ? ahead : _time.GetUtcNow().ToUnixTimeSeconds() + ahead;
        using var response =
            await client.GetWithCookieAsync("/api/x", Signed($"authenticated:{stamp.ToString(CultureInfo.InvariantCulture)}:{id}"));
        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task LogOut_EndsTheSessionForEveryCopyOfTheCookie()
    {
        using var client = _studio.CreateAnonymousClient();
        var cookie = await _studio.CreateSessionAsync(CurrentUser.Administrator);
        client.DefaultRequestHeaders.Add("Cookie", $"session={cookie}");

        using var signOut = await client.PostAsync("/api/auth/logout", "");

        Assert.Equal(HttpStatusCode.OK, signOut.StatusCode);
        Assert.StartsWith("session=;", signOut.Cookie(), StringComparison.Ordinal);
        using var after = await client.GetAsync(new Uri("/api/x", UriKind.Relative));
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
    }

    [Fact]
    public async Task OldLoginPage_WithLogout_SignsOutAndLeadsToTheSignInPage()
    {
        using var client = _studio.CreateAnonymousClient();
        var cookie = await _studio.CreateSessionAsync(CurrentUser.Administrator);
        using var kept = await client.GetWithCookieAsync("/auth_login.html", cookie);
        Assert.Equal("/login", kept.Headers.Location?.ToString());
        using var still = await client.GetWithCookieAsync("/api/x", cookie);
        Assert.Equal(HttpStatusCode.NotFound, still.StatusCode);

        using var signedOut = await client.GetWithCookieAsync("/auth_login.html?logout=true", cookie);

        Assert.Equal("/login", signedOut.Headers.Location?.ToString());
        using var after = await client.GetWithCookieAsync("/api/x", cookie);
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
    }

    [Fact]
    public async Task Restart_WithTheSameKeyKeepsSessionsAnotherKeyEndsThem()
    {
        var cookie = await _studio.CreateSessionAsync(CurrentUser.Administrator);

        async Task<HttpStatusCode> AfterRestartAsync(string key)
        {
            await using var again = await StudioApplication.StartAsync(
                options => (options.StudioDir, options.Auth.KeySource) = (_studio.StudioDir, new("test", null, key)),
                services => services.AddSingleton<TimeProvider>(_time));
            using var client = again.CreateAnonymousClient();
            using var response = await client.GetWithCookieAsync("/api/x", cookie);
            return response.StatusCode;
        }

        Assert.Equal(HttpStatusCode.NotFound, await AfterRestartAsync(StudioApplication.Key));
        Assert.Equal(HttpStatusCode.Unauthorized, await AfterRestartAsync("another-key-0123456789"));
    }

    [Fact]
    public async Task SessionWatch_OnLogOut_EndsAtOnce()
    {
        var cookie = await _studio.CreateSessionAsync(CurrentUser.Administrator);
        var principal = (CurrentUser.Administrator with { SessionId = cookie.Split(':', '.')[2] }).ToPrincipal("session");
        var watch = _studio.Get<SessionWatch>();
        Assert.True(await watch.IsLiveAsync(principal));
        var ended = watch.EndedAsync(principal, CancellationToken.None);
        Assert.False(ended.IsCompleted);

        using var client = _studio.CreateAnonymousClient();
        client.DefaultRequestHeaders.Add("Cookie", $"session={cookie}");
        using var signOut = await client.PostAsync("/api/auth/logout", "");

        await ended.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.False(await watch.IsLiveAsync(principal));
    }

    [Fact]
    public async Task SessionWatch_OfWhatEndedBeforeItBegan_EndsAtOnce()
    {
        var cookie = await _studio.CreateSessionAsync(CurrentUser.Administrator);
        var principal = (CurrentUser.Administrator with { SessionId = cookie.Split(':', '.')[2] }).ToPrincipal("session");
        using var client = _studio.CreateAnonymousClient();
        client.DefaultRequestHeaders.Add("Cookie", $"session={cookie}");
        using var signOut = await client.PostAsync("/api/auth/logout", "");

        var ended = _studio.Get<SessionWatch>().EndedAsync(principal, CancellationToken.None);

        await ended.WaitAsync(TimeSpan.FromSeconds(60)); // no minute passes here: the clock stands
    }

    private string Signed(string text) =>
        $"{text}.{Convert.ToHexStringLower(HMACSHA256.HashData(File.ReadAllBytes(Path.Join(_studio.StudioDir, ".session_secret")), Encoding.UTF8.GetBytes(text)))}";
}
