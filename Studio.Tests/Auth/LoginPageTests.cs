using System.Net;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Microsoft.Extensions.DependencyInjection;
using Studio.Tests.Support;

namespace Studio.Tests.Auth;

public sealed class LoginPageTests : IAsyncLifetime
{
    private readonly ManualTime _time = new();
    private StudioApplication _studio = null!;

    public async Task InitializeAsync() =>
        _studio = await StudioApplication.StartAsync(services: services => services.AddSingleton<TimeProvider>(_time));

    public async Task DisposeAsync() => await _studio.DisposeAsync();

    [Fact]
    public async Task Page_WithoutSession_LeadsToTheSignInPageWithTheWayBack()
    {
        using var client = _studio.CreateAnonymousClient();
        using var response = await client.SendAsync(HttpMethod.Get, "/studio/settings?tab=keys", "Accept: text/html,application/xhtml+xml");
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Equal("/login?next=%2Fstudio%2Fsettings%3Ftab%3Dkeys", response.Headers.Location?.ToString());
    }

    [Theory]
    [InlineData("/studio/settings", "Accept: application/json")]
    [InlineData("/studio/settings", "Accept: */*")]
    [InlineData("/api/queue/state", "Accept: text/html")]
    [InlineData("/health/../api/x", "Accept: text/html")]
    public async Task Anything_ButABrowserAskingForAPage_Is401(string path, string accept)
    {
        using var client = _studio.CreateAnonymousClient();
        using var response = await client.SendAsync(HttpMethod.Get, path, accept);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task Form_RightKey_SignsInWithoutAnyScript()
    {
        var (status, location, cookie, _) = await PostFormAsync("/login?next=%2Fstudio%2Fsettings", StudioApplication.Key, remember: true);
        Assert.Equal(HttpStatusCode.Redirect, status);
        Assert.EndsWith("/studio/settings", location, StringComparison.Ordinal);
        Assert.Contains("max-age=86400", cookie, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Form_NotRemembered_GivesACookieOfTheBrowserSession()
    {
        var (_, _, cookie, _) = await PostFormAsync("/login", StudioApplication.Key, remember: false);
        Assert.StartsWith("session=authenticated:", cookie, StringComparison.Ordinal);
        Assert.DoesNotContain("max-age", cookie, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Form_WrongKey_SaysSoAndKeepsTheWayBack()
    {
        var (status, _, cookie, page) = await PostFormAsync("/login?next=%2Fstudio%2Fqueue", "wrong", remember: true);
        Assert.Equal(HttpStatusCode.Unauthorized, status);
        Assert.Null(cookie);
        Assert.Equal("That is not the server's key.", page.QuerySelector(".notice.bad")?.TextContent);
        Assert.Equal("/studio/queue", ((IHtmlInputElement)page.QuerySelector("input[name=next]")!).Value);
        Assert.DoesNotContain("value=\"wrong\"", page.DocumentElement.OuterHtml, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Form_WithoutGoodAntiforgeryToken_IsNotBelievedButOfferedAnew()
    {
        using var client = _studio.CreateAnonymousClient();
        using var body = new FormUrlEncodedContent(
            new Dictionary<string, string> { ["_handler"] = "sign-in", ["api_key"] = StudioApplication.Key });
        using var response = await client.PostAsync(new Uri("/login?next=/studio/queue", UriKind.Relative), body);
        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        Assert.Null(response.Cookie());
        var again = response.Headers.Location!.OriginalString;
        Assert.Equal("/login?expired=true&next=%2Fstudio%2Fqueue", again);
        Assert.Contains("out of date", await client.GetStringAsync(new Uri(again, UriKind.Relative)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("//evil.example/x")]
    [InlineData("/\\evil.example")]
    [InlineData("https://evil.example/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/\t/evil.example")]
    [InlineData("/a\r\nSet-Cookie: x=y")]
    [InlineData("\\\\evil.example")]
    [InlineData("evil.example")]
    [InlineData("/login?next=/login")]
    public async Task Next_ThatLeavesThisHost_IsTheStartPage(string next)
    {
        var (status, location, _, _) = await PostFormAsync($"/login?next={Uri.EscapeDataString(next)}", StudioApplication.Key,
            remember: true);
        Assert.Equal(HttpStatusCode.Redirect, status);
        Assert.Equal("/", new Uri(_studio.BaseAddress, location).PathAndQuery);
        Assert.Equal(_studio.BaseAddress.Authority, new Uri(_studio.BaseAddress, location).Authority);

        using var client = _studio.CreateAnonymousClient();
        using var api = await client.PostAsync("/api/auth/login",
            System.Text.Json.JsonSerializer.Serialize(new { api_key = StudioApplication.Key, next }));
        Assert.Equal("""{"status":"ok","redirect":"/"}""", await api.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Page_PlainHttpFromElsewhere_SaysThatSigningInCannotWork()
    {
        using var client = _studio.CreateAnonymousClient();
        using var response = await client.SendAsync(HttpMethod.Get, "/login", "Host: studio.example.org", "Accept: text/html");
        Assert.Contains("cannot work over plain http", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var local = await client.SendAsync(HttpMethod.Get, "/login", "Accept: text/html");
        Assert.DoesNotContain("cannot work over plain http", await local.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("API_KEY", null, "It is the one that the server was started with (API_KEY).")]
    [InlineData("--api-key", null, "It is the one that the server was started with (--api-key).")]
    [InlineData("API_KEY_FILE", "my.key", "It stands in the file that the server was started with.")]
    [InlineData("--api-key-file", "my.key", "It stands in the file that the server was started with.")]
    [InlineData("x", ".api_key", "It was shown when the server first started, and is kept in .api_key")]
    public async Task Page_SaysWhereTheKeyIsToBeFound(string origin, string? file, string sentence)
    {
        using var folder = new TemporaryFolder();
        var path = file is null ? null : Path.Join(folder.Path, file);
        if (path is not null)
            await File.WriteAllTextAsync(path, StudioApplication.Key);
        await using var studio = await StudioApplication.StartAsync(options =>
            (options.StudioDir, options.Auth.KeySource) = (file is null ? options.StudioDir : folder.Path,
                new(origin, path, path is null ? StudioApplication.Key : null)));
        using var client = studio.CreateAnonymousClient();
        var page = await client.GetStringAsync(new Uri("/login", UriKind.Relative));
        Assert.Contains(sentence, page, StringComparison.Ordinal);
        Assert.DoesNotContain(folder.Path, page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LogIn_SixthFailure_WaitsAndGrowsButHeaderKeysStillWork()
    {
        using var client = _studio.CreateAnonymousClient();
        for (var i = 0; i < 5; i++)
        {
            using var wrong = await client.PostAsync("/api/auth/login", """{"api_key":"wrong"}""");
            Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        }

        Assert.Equal(TimeSpan.FromSeconds(60), await RetryAfterAsync(client, StudioApplication.Key));
        using var withKey = await client.SendAsync(HttpMethod.Get, "/api/x", $"X-API-Key: {StudioApplication.Key}");
        Assert.Equal(HttpStatusCode.NotFound, withKey.StatusCode);

        _time.Advance(TimeSpan.FromSeconds(61));
        Assert.Null(await RetryAfterAsync(client, "wrong"));
        Assert.Equal(TimeSpan.FromSeconds(120), await RetryAfterAsync(client, "wrong"));

        _time.Advance(TimeSpan.FromSeconds(121));
        Assert.Null(await RetryAfterAsync(client, StudioApplication.Key));
        Assert.Null(await RetryAfterAsync(client, "wrong"));
        Assert.Null(await RetryAfterAsync(client, StudioApplication.Key));
    }

    private static async Task<TimeSpan?> RetryAfterAsync(HttpClient client, string key)
    {
        using var response = await client.PostAsync("/api/auth/login", $$"""{"api_key":"{{key}}"}""");
        Assert.Equal(response.StatusCode == HttpStatusCode.TooManyRequests, response.Headers.RetryAfter is not null);
        return response.Headers.RetryAfter?.Delta;
    }

    [Fact]
    public async Task Page_WhereSomebodyHasAPassword_OffersBothWaysAndKeepsTheWayBack()
    {
        using var client = _studio.CreateAnonymousClient();
        Assert.DoesNotContain("User name", await client.GetStringAsync(new Uri("/login", UriKind.Relative)), StringComparison.Ordinal);
        await _studio.CreateUserAsync("ada", "a password of ada");
        var page = await new HtmlParser().ParseDocumentAsync(
            await client.GetStringAsync(new Uri("/login?next=%2Fstudio%2Fqueue", UriKind.Relative)));
        Assert.NotNull(page.QuerySelector("#user"));
        var other = page.QuerySelectorAll(".login-ways a").Single(link => link.TextContent == "API key").GetAttribute("href")!;
        Assert.Contains("next=%2Fstudio%2Fqueue", other, StringComparison.Ordinal);
        Assert.NotNull((await new HtmlParser().ParseDocumentAsync(
            await client.GetStringAsync(new Uri(_studio.BaseAddress, other)))).QuerySelector("#api-key"));
    }

    [Fact]
    public async Task Form_NameAndPassword_SignInOrSayWhatIsWrongAndWhenToTryAgain()
    {
        await _studio.CreateUserAsync("ada", "a password of ada");
        Dictionary<string, string> Fields(string password) => new() { ["user"] = "ada", ["password"] = password };
        var (status, _, cookie, page) = await PostFormAsync("/login", Fields("wrong password"));
        Assert.Equal((HttpStatusCode.Unauthorized, null), (status, cookie));
        Assert.Equal("That name and password do not belong together.", page.QuerySelector(".notice.bad")?.TextContent);
        Assert.Equal("ada", page.QuerySelector("#user")!.GetAttribute("value"));
        Assert.DoesNotContain("wrong password", page.DocumentElement.OuterHtml, StringComparison.Ordinal);

        var (right, location, given, _) = await PostFormAsync("/login?next=%2Fstudio%2Fqueue", Fields("a password of ada"));
        Assert.Equal(HttpStatusCode.Redirect, right);
        Assert.EndsWith("/studio/queue", location, StringComparison.Ordinal);
        Assert.NotNull(given);

        for (var i = 0; i < 5; i++)
            (status, _, _, page) = await PostFormAsync("/login", Fields($"wrong password {i}"));
        (status, _, _, page) = await PostFormAsync("/login", Fields("wrong password again"));
        Assert.Equal(HttpStatusCode.TooManyRequests, status);
        Assert.Matches(@"Try again in \d+ (s|min)", page.QuerySelector(".notice.bad")!.TextContent);
    }

    private Task<(HttpStatusCode Status, string Location, string? Cookie, IHtmlDocument Page)> PostFormAsync(string path, string key,
        bool remember)
    {
        var typed = new Dictionary<string, string> { ["api_key"] = key };
        if (remember)
            typed["remember"] = "true";
        return PostFormAsync(path, typed);
    }

    private async Task<(HttpStatusCode Status, string Location, string? Cookie, IHtmlDocument Page)> PostFormAsync(string path,
        Dictionary<string, string> typed)
    {
        using var client = _studio.CreateAnonymousClient();
        using var get = await client.SendAsync(HttpMethod.Get, path, "Accept: text/html");
        Assert.Equal(HttpStatusCode.OK, get.StatusCode);
        var page = await new HtmlParser().ParseDocumentAsync(await get.Content.ReadAsStringAsync());
        Assert.Null(page.QuerySelector("script:not([src])"));
        var fields = page.QuerySelectorAll("form input[type=hidden]").OfType<IHtmlInputElement>().ToDictionary(input => input.Name!,
            input => input.Value);
        foreach (var (name, value) in typed)
            fields[name] = value;
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(fields) };
        request.Headers.TryAddWithoutValidation("Cookie", $"studio-form={get.CookieValue("studio-form")}");
        using var response = await client.SendAsync(request);
        var answer = await new HtmlParser().ParseDocumentAsync(await response.Content.ReadAsStringAsync());
        return (response.StatusCode, response.Headers.Location?.ToString() ?? "", response.Cookie(), answer);
    }
}
