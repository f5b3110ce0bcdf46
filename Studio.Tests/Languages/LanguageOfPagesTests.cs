using System.Net;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Studio.Tests.Support;

namespace Studio.Tests.Languages;

/// <summary>Which language a whole answer of the server is in.</summary>
public sealed class LanguageOfPagesTests(SharedStudio shared) : IClassFixture<SharedStudio>
{
    private readonly StudioApplication _studio = shared.Studio;

    [Theory]
    [InlineData("Accept-Language: de-AT, en;q=0.5", "de", "Anmelden")]
    [InlineData("Accept-Language: fr, ja;q=0.8, de;q=0.2", "ja", "サインイン")]
    [InlineData("Accept-Language: fr", "en", "Sign in")]
    [InlineData("Cookie: language=ja", "ja", "サインイン")]
    [InlineData("Cookie: language=%22%3E", "en", "Sign in")]
    public async Task SignIn_IsInTheLanguageThatIsAskedFor(string header, string code, string title)
    {
        using var client = _studio.CreateAnonymousClient();
        using var response = await client.SendAsync(HttpMethod.Get, "/login", header);
        var page = await PageAsync(response);
        Assert.Equal((HttpStatusCode.OK, code), (response.StatusCode, page.DocumentElement.GetAttribute("lang")));
        Assert.Equal(title, page.QuerySelector("h1")!.TextContent);
        Assert.Equal($"{title} · Studio", page.Title);
        Assert.Equal(code, Assert.Single(page.QuerySelectorAll("[data-language] [selected]")).GetAttribute("value"));
    }

    [Fact]
    public async Task Page_WithACircuitToCome_IsDrawnInTheLanguageInAdvance()
    {
        using var client = await _studio.CreateClientAsync(StudioApplication.User("ada"));
        using var response = await client.SendAsync(HttpMethod.Get, "/studio/account", "Accept: text/html", "Accept-Language: de");
        var page = await PageAsync(response);
        Assert.Equal("Mein Konto", page.QuerySelector("h1")!.TextContent);
        Assert.Equal("Warteschlange", page.QuerySelector("nav.shell-links a[href='/studio/queue']")!.TextContent.Trim());
        Assert.Contains("Bilder ändern und löschen", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Eingaben bleiben erhalten", page.QuerySelector("#components-reconnect-modal")!.TextContent,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task RefusedPage_IsInTheLanguage()
    {
        using var client = await _studio.CreateClientAsync(StudioApplication.User("ada"));
        using var response = await client.SendAsync(HttpMethod.Get, "/studio/users", "Accept: text/html", "Accept-Language: ja");
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal("このページは利用できません", (await PageAsync(response)).QuerySelector("h1")!.TextContent);
    }

    /// <summary>Programs compare and log them.</summary>
    [Theory]
    [InlineData("GET", "/api/admin/users", HttpStatusCode.Forbidden, "This needs the role admin.")]
    [InlineData("GET", "/nothing", HttpStatusCode.NotFound, "404: Not Found")]
    [InlineData("GET", "/api/gallery?offset=-1", HttpStatusCode.BadRequest, "offset must not be negative")]
    public async Task ErrorOfTheApi_IsEnglishForEverybody(string method, string path, HttpStatusCode status, string words)
    {
        using var client = await _studio.CreateClientAsync(StudioApplication.User("ada"));
        var asked = new List<string>();
        foreach (var language in new[] { "en", "de", "ja" })
        {
            using var response = await client.SendAsync(new HttpMethod(method), path, $"Accept-Language: {language}");
            Assert.Equal(status, response.StatusCode);
            asked.Add(await response.Content.ReadAsStringAsync());
        }

        Assert.Contains(words, asked[0], StringComparison.Ordinal);
        Assert.Single(asked.Distinct());
    }

    private static async Task<IHtmlDocument> PageAsync(HttpResponseMessage response) =>
        await new HtmlParser().ParseDocumentAsync(await response.Content.ReadAsStringAsync());
}
