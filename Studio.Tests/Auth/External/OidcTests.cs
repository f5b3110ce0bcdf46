using System.Net;
using System.Text.Json.Nodes;
using Studio.Tests.Support;
using Studio.Web.Auth;
using Studio.Web.Auth.Users;

namespace Studio.Tests.Auth.External;

public sealed class OidcTests
{
    private static readonly Dictionary<string, Action<OidcServer>> Attacks = new(StringComparer.Ordinal)
    {
        ["wrong nonce"] = provider => provider.Change = claims => claims["nonce"] = "another",
        ["no nonce"] = provider => provider.Change = claims => claims.Remove("nonce"),
        ["wrong audience"] = provider => provider.Change = claims => claims["aud"] = "another",
        ["two audiences"] = provider => provider.Change = claims => claims["aud"] = new JsonArray("another", OidcServer.ClientId),
        ["another party"] = provider => provider.Change = claims => claims["azp"] = "another",
        ["wrong issuer"] = provider => provider.Change = claims => claims["iss"] = "https://evil.example",
        ["expired"] = provider => provider.Change = claims => claims["exp"] = (long)claims["iat"]! - 61,
        ["no expiry"] = provider => provider.Change = claims => claims.Remove("exp"),
        ["no time of issue"] = provider => provider.Change = claims => claims.Remove("iat"),
        ["no subject"] = provider => provider.Change = claims => claims.Remove("sub"),
        ["another key"] = provider => provider.Sign = claims => AccessTeam.Second.Sign(claims, keyId: AccessTeam.First.KeyId),
        ["another key without a name"] = provider =>
            provider.Sign = claims => AccessTeam.Second.Sign(claims, header: header => header.Remove("kid")),
        ["none"] = provider => provider.Sign = claims => AccessTeam.First.Sign(claims, "none"),
        ["HS256 with the public key"] = provider => provider.Sign = claims => AccessTeam.First.Sign(claims, "HS256"),
        ["a claim twice"] = provider =>
            provider.Sign = claims => AccessTeam.First.SignText($"{claims.ToJsonString()[..^1]},\"sub\":\"1\"}}"),
        ["a text that is none"] = provider =>
            provider.Sign = claims => AccessTeam.First.SignText($"{claims.ToJsonString()[..^1]},\"name\":\"\\ud800\"}}"),
        ["no token"] = provider => provider.Sign = _ => "",
        ["userinfo of somebody else"] = provider => (provider.Person, provider.UserInfo) = (new() { ["sub"] = "1" },
            new() { ["sub"] = "2", ["email"] = "anna@example.org", ["email_verified"] = true }),
    };

    public static TheoryData<string> Names => new(Attacks.Keys);

    [Fact]
    public async Task SignIn_OfAPersonListed_IsASessionOfTheirAccount()
    {
        await using var browser = await OidcBrowser.StartAsync();
        using (var login = await browser.GetAsync("/login?next=%2Fstudio%2Fqueue", "Accept: text/html"))
            Assert.Contains("Sign in with House ID", await login.Content.ReadAsStringAsync());

        Assert.Equal("/studio/queue?a=%C3%A4#x", await browser.SignInAsync("/studio/queue?a=ä#x"));

        Assert.Equal(["session", "studio-form"], browser.Cookies.Keys.Order()); // the attempt's own is gone
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/queue")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.GetAsync("/api/admin/audit")).StatusCode);
        Assert.Equal("/", await browser.SignInAsync("https://evil.example/"));
        var anna = Assert.Single(await UsersAsync(browser), user => !user.IsBuiltIn);
        Assert.Equal(("anna@example.org", "anna@example.org", Roles.Artist), (anna.Name, anna.Email, anna.Role));

        await browser.Studio.Get<UserAccounts>().ChangeAsync(anna.Id, new(Enabled: false), default);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync("/queue")).StatusCode);
        Assert.Equal("refused", await browser.SignInAsync());
    }

    [Theory]
    [InlineData("/.//evil.example")]
    [InlineData("/x/..//evil.example")]
    [InlineData("/%2e//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("/\t/evil.example")]
    public async Task Next_ThatWouldLeave_LeadsToTheStartPage(string next)
    {
        await using var browser = await OidcBrowser.StartAsync();
        Assert.Equal("/", await browser.SignInAsync(next));
    }

    [Fact]
    public async Task Next_OfAnAttemptThatFailed_IsKeptForAnotherWayOfSigningIn()
    {
        await using var browser = await OidcBrowser.StartAsync();
        browser.Provider.Person["email"] = "ben@other.example";
        using var refused = await browser.GetAsync(await browser.LeaveAsync("/studio/queue?a=b"));
        Assert.Equal("/login?provider=refused&next=%2Fstudio%2Fqueue%3Fa%3Db", refused.Headers.Location?.OriginalString);
        using var login = await browser.GetAsync(refused.Headers.Location!.OriginalString, "Accept: text/html");
        Assert.Contains("value=\"/studio/queue?a=b\"", await login.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await using var fresh = await OidcBrowser.StartAsync();
        fresh.Provider.IsDown = true;
        using var unreachable = await fresh.GetAsync("/api/auth/oidc/start?next=%2Fstudio%2Fqueue");
        Assert.Equal("/login?provider=unreachable&next=%2Fstudio%2Fqueue", unreachable.Headers.Location?.OriginalString);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Answer_ThatIsNoGood_SignsNobodyIn(string attack)
    {
        await using var browser = await OidcBrowser.StartAsync();
        Attacks[attack](browser.Provider);
        Assert.Equal("invalid", await browser.SignInAsync());
        Assert.DoesNotContain("session", browser.Cookies.Keys);
        Assert.Single(await UsersAsync(browser));
    }

    [Fact]
    public async Task State_OfAnotherBrowserOrUsedOrLate_IsExpiredAndAsksNobody()
    {
        await using var browser = await OidcBrowser.StartAsync();
        await using var other = await OidcBrowser.StartAsync();
        var back = await browser.LeaveAsync();
        Assert.Equal("expired", OidcBrowser.Outcome(await browser.GetAsync(back.Replace("state=", "state=0"))));
        Assert.Equal("expired", OidcBrowser.Outcome(await browser.GetAsync("/api/auth/oidc/callback?code=a")));
        Assert.Equal("expired", OidcBrowser.Outcome(await other.GetAsync(back)));

        var cookies = string.Join("; ", browser.Cookies.Select(pair => $"{pair.Key}={pair.Value}"));
        Assert.Equal("/", OidcBrowser.Outcome(await browser.GetAsync(back)));
        using var thief = browser.Studio.CreateAnonymousClient(); // with everything that this browser had
        Assert.Equal("expired", OidcBrowser.Outcome(await thief.SendAsync(HttpMethod.Get, back, $"Cookie: {cookies}")));

        var late = await browser.LeaveAsync();
        browser.Time.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal("expired", OidcBrowser.Outcome(await browser.GetAsync(late)));
        Assert.Equal(1, browser.Provider.TokenRequests);
    }

    [Fact]
    public async Task Code_UsedBeforeOrOfAnotherAttempt_IsNotTaken()
    {
        await using var browser = await OidcBrowser.StartAsync();
        var (first, second) = (await browser.LeaveAsync(), await browser.LeaveAsync());
        string CodeOf(string path) => path.Split("code=")[1].Split('&')[0];
        // the code of one attempt in the answer to another: PKCE
        Assert.Equal("invalid", OidcBrowser.Outcome(await browser.GetAsync(second.Replace(CodeOf(second), CodeOf(first)))));
        Assert.Equal("invalid", OidcBrowser.Outcome(await browser.GetAsync(first)));
        Assert.DoesNotContain("session", browser.Cookies.Keys);
    }

    [Theory]
    [InlineData("&iss=https%3A%2F%2Fevil.example", "invalid")]
    [InlineData("", "invalid")]
    [InlineData(null, "denied")]
    public async Task Answer_OfAnotherIssuerOrARefusal_IsTold(string? issuer, string expected)
    {
        await using var browser = await OidcBrowser.StartAsync();
        var back = await browser.LeaveAsync();
        var changed = issuer is null ? back.Replace("code=", "error=access_denied&x=") : back[..back.IndexOf("&iss=")] + issuer;
        Assert.Equal(expected, OidcBrowser.Outcome(await browser.GetAsync(changed)));
        Assert.Equal(0, browser.Provider.TokenRequests);
        using var login = await browser.GetAsync($"/login?provider={expected}", "Accept: text/html");
        Assert.Contains("House ID", await login.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("ben@other.example", true, "refused")]
    [InlineData("ben@evil-example.org", true, "refused")]
    [InlineData("ben@example.org", false, "unverified")]
    [InlineData("ben@example.org", "false", "unverified")]
    [InlineData("ben@example.org", null, "unverified")]
    [InlineData("ben@example.org", "true", "/")]
    public async Task Email_NotListedOrNotVerified_IsRefused(string email, object? verified, string expected)
    {
        await using var browser = await OidcBrowser.StartAsync();
        browser.Provider.Person = new() { ["sub"] = "2", ["email"] = email,
            ["email_verified"] = verified is bool truth ? truth : (string?)verified };
        Assert.Equal(expected, await browser.SignInAsync());
        Assert.Equal(expected == "/" ? 2 : 1, (await UsersAsync(browser)).Count);
    }

    [Fact]
    public async Task Account_IsFoundBySubjectAndNeverByAnAddressThatAnotherSubjectHas()
    {
        await using var browser = await OidcBrowser.StartAsync(options => options.Auth.Oidc.AllowedDomains = ["*"]);
        var boss = new User("u-boss", "boss", Roles.Admin, null, "stamp", true, "boss@example.org", Limits.None, default);
        await browser.Studio.Get<UserStore>().AddAsync(boss, default);

        browser.Provider.Person = new() { ["sub"] = "mallory", ["email"] = "boss@example.org", ["email_verified"] = false };
        Assert.Equal("/", await browser.SignInAsync());
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.GetAsync("/api/admin/audit")).StatusCode);

        browser.Provider.Person = new() { ["sub"] = "boss", ["email"] = "boss@example.org", ["email_verified"] = true };
        Assert.Equal("/", await browser.SignInAsync());
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/api/admin/audit")).StatusCode);

        browser.Provider.Person["sub"] = "successor"; // the address was given to somebody else
        Assert.Equal("/", await browser.SignInAsync());
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.GetAsync("/api/admin/audit")).StatusCode);
    }

    [Fact]
    public async Task RoleMap_AndUserInfo_GiveTheRoleAtEverySignIn()
    {
        await using var browser = await OidcBrowser.StartAsync(options =>
            (options.Auth.Oidc.RoleMap, options.Auth.Oidc.RoleClaim, options.Auth.Oidc.DefaultRole) = (["chiefs=admin"],
                "realm_access.roles", ""));
        browser.Provider.Person = new() { ["sub"] = "1" };
        browser.Provider.UserInfo = new() { ["sub"] = "1", ["email"] = "anna@example.org", ["email_verified"] = true,
            ["realm_access"] = new JsonObject { ["roles"] = new JsonArray("chiefs") } };
        Assert.Equal("/", await browser.SignInAsync());
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/api/admin/audit")).StatusCode);
        browser.Provider.UserInfo["realm_access"] = new JsonObject { ["roles"] = new JsonArray("crew") };
        Assert.Equal("refused", await browser.SignInAsync());
    }

    [Fact]
    public async Task Provider_OutOfOrderOrAnother_IsToldOnTheSignInPage()
    {
        await using var browser = await OidcBrowser.StartAsync();
        browser.Provider.IsDown = true;
        using (var down = await browser.GetAsync("/api/auth/oidc/start"))
            Assert.Equal("unreachable", OidcBrowser.Outcome(down));
        (browser.Provider.IsDown, browser.Provider.SaysIssuer) = (false, "https://evil.example");
        using (var another = await browser.GetAsync("/api/auth/oidc/start"))
            Assert.Equal("invalid", OidcBrowser.Outcome(another));
        browser.Provider.SaysIssuer = null;
        var back = await browser.LeaveAsync();
        browser.Provider.IsDown = true;
        Assert.Equal("unreachable", OidcBrowser.Outcome(await browser.GetAsync(back)));
        using var page = await browser.GetAsync("/login?provider=unreachable", "Accept: text/html");
        Assert.Contains("House ID cannot be reached at the moment", await page.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Guessing_Codes_IsSlowedDown()
    {
        await using var browser = await OidcBrowser.StartAsync();
        for (var i = 0; i < 5; i++)
            Assert.Equal("invalid", OidcBrowser.Outcome(await browser.GetAsync((await browser.LeaveAsync()).Replace("code=", "code=0"))));
        Assert.Equal("toomany", await browser.SignInAsync());
        Assert.Equal(5, browser.Provider.TokenRequests);
    }

    [Fact]
    public async Task Cookie_OfAnAttempt_IsLaxHiddenAndForItsPathOnly()
    {
        await using var browser = await OidcBrowser.StartAsync();
        using var started = await browser.GetAsync("/api/auth/oidc/start");
        var cookie = Assert.Single(started.Headers.GetValues("Set-Cookie"));
        Assert.All(["httponly", "secure", "samesite=lax", "path=/api/auth/oidc", "max-age=600"],
            flag => Assert.Contains(flag, cookie, StringComparison.Ordinal));
        Assert.DoesNotContain(started.Headers.Location!.Query.Split("nonce=")[1].Split('&')[0], cookie, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Off_TheRoutesAreNotThereAndTheButtonIsNot()
    {
        await using var studio = await StudioApplication.StartAsync();
        using var client = studio.CreateAnonymousClient();
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/api/auth/oidc/start")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/api/auth/oidc/callback?code=a&state=b")).StatusCode);
        Assert.DoesNotContain("oidc", await client.GetStringAsync("/login"));
    }

    private static Task<IReadOnlyList<User>> UsersAsync(OidcBrowser browser) => browser.Studio.Get<UserStore>().ListAsync(default);
}
