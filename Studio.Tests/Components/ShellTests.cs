using System.Net;
using AngleSharp.Html.Parser;
using Studio.Tests.Support;
using Studio.Web.Auth;

namespace Studio.Tests.Components;

public sealed class ShellTests(SharedStudio shared) : IClassFixture<SharedStudio>
{
    private readonly StudioApplication _studio = shared.Studio;

    [Theory]
    [InlineData("/login")]
    [InlineData("/studio/settings")]
    [InlineData("/no/such/page")]
    public async Task Page_AnyOfThem_HasTheHeadersAndNoInlineScript(string path)
    {
        using var client = path == "/login"
            ? _studio.CreateAnonymousClient()
            : await _studio.CreateClientAsync(StudioApplication.User("ada"));
        using var response = await client.SendAsync(HttpMethod.Get, path, "Accept: text/html");
        Assert.Equal(path == "/no/such/page" ? HttpStatusCode.NotFound : HttpStatusCode.OK, response.StatusCode);
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("same-origin", response.Headers.GetValues("Referrer-Policy").Single());
        Assert.False(response.Headers.Contains("Server"));
        var page = await new HtmlParser().ParseDocumentAsync(await response.Content.ReadAsStringAsync());
        Assert.Empty(page.QuerySelectorAll("script:not([src]), [onclick], [onload], [onsubmit]"));
        Assert.Single(page.QuerySelectorAll("main"));
    }

    [Fact]
    public async Task Assets_NamedByThePage_AreAllPublicAndThere()
    {
        using var signedIn = await _studio.CreateClientAsync(StudioApplication.User("ada"));
        var page = await new HtmlParser().ParseDocumentAsync(await signedIn.GetStringAsync(new Uri("/studio/settings", UriKind.Relative)));
        var assets = page.QuerySelectorAll("script[src]").Select(e => e.GetAttribute("src"))
            .Concat(page.QuerySelectorAll("link[href]").Select(e => e.GetAttribute("href")))
            .Concat(page.QuerySelectorAll("use").Select(e => e.GetAttribute("href")!.Split('#')[0]))
            .Concat(Directory.GetFiles(Path.Join(Studio.Tests.Conventions.Repository.Root, "Studio.Web/wwwroot/fonts"))
                .Select(file => "/fonts/" + Path.GetFileName(file))).Append("/signin.svg").Distinct().ToList();
        Assert.Contains(assets, asset => asset!.Contains("blazor.web", StringComparison.Ordinal));
        using var anyone = _studio.CreateAnonymousClient();
        foreach (var asset in assets)
        {
            using var response = await anyone.GetAsync(new Uri(_studio.BaseAddress, asset));
            Assert.True(response.IsSuccessStatusCode, asset);
            Assert.Null(response.Cookie());
        }
    }

    [Fact]
    public async Task Icons_NamedInComponents_AreInTheSprite()
    {
        var root = Studio.Tests.Conventions.Repository.Root;
        var sprite = await File.ReadAllTextAsync(Path.Join(root, "Studio.Web/wwwroot/icons.svg"));
        var named = Directory.EnumerateFiles(Path.Join(root, "Studio.Web/Components"), "*.razor", SearchOption.AllDirectories)
            .SelectMany(file =>
                System.Text.RegularExpressions.Regex.Matches(File.ReadAllText(file), "Icon (?:Name)=\"([a-z-]+)\"|Icon=\"([a-z-]+)\""))
            .Select(match => match.Groups[1].Value + match.Groups[2].Value).Distinct().ToList();
        Assert.NotEmpty(named);
        Assert.All(named, name => Assert.Contains($"id=\"{name}\"", sprite, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Page_WithThemeCookie_HasItsColoursInTheFirstByte()
    {
        using var client = _studio.CreateAnonymousClient();
        using var dark = await client.SendAsync(HttpMethod.Get, "/login", "Cookie: theme=dark");
        Assert.Contains("data-theme=\"dark\"", await dark.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var odd = await client.SendAsync(HttpMethod.Get, "/login", "Cookie: theme=%22%3E%3Cscript%3E");
        Assert.Contains("<html lang=\"en\">", await odd.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/nothing", HttpStatusCode.NotFound, "404: Not Found")]
    [InlineData("POST", "/nothing", HttpStatusCode.NotFound, "404: Not Found")]
    [InlineData("GET", "/api/auth/login", HttpStatusCode.MethodNotAllowed, "405: Method Not Allowed")]
    public async Task UnknownAddress_ForAProgram_IsComfyUIsPlainText(string method, string path, HttpStatusCode status, string text)
    {
        using var client = _studio.CreateClient();
        using var response = await client.SendAsync(new HttpMethod(method), path);
        Assert.Equal((status, text), (response.StatusCode, await response.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task UnknownAddress_ForABrowser_IsAPageWithTheNavigation()
    {
        using var client = await _studio.CreateClientAsync(CurrentUser.Administrator);
        using var response = await client.SendAsync(HttpMethod.Get, "/nothing", "Accept: text/html");
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        var page = await new HtmlParser().ParseDocumentAsync(await response.Content.ReadAsStringAsync());
        Assert.Equal("There is nothing at this address", page.QuerySelector("h1")?.TextContent);
        Assert.Equal(6, page.QuerySelectorAll("nav.shell-links a").Length);
    }
}
