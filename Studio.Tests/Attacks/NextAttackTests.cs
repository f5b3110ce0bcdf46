using System.Text.Json;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Studio.Tests.Support;

namespace Studio.Tests.Attacks;

/// <summary>
/// ?next= as an open redirect or a header of the attacker's, by JSON and by the form. The plain cases are in LoginPageTests.
/// </summary>
public sealed class NextAttackTests(SharedStudio shared) : IClassFixture<SharedStudio>
{
    private readonly StudioApplication _studio = shared.Studio;

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("///evil.example")]
    [InlineData("////evil.example")]
    [InlineData("/\\/evil.example")]
    [InlineData("\\/evil.example")]
    [InlineData("/x\\..\\..\\evil.example")]
    [InlineData("HTTPS://evil.example")]
    [InlineData("https:evil.example")]
    [InlineData("http:///evil.example")]
    [InlineData("//evil.example/%2e%2e")]
    [InlineData("data:text/html,x")]
    [InlineData(" //evil.example")]
    [InlineData("\t//evil.example")]
    [InlineData("/\n/evil.example")]
    [InlineData("/\u0085/evil.example")]
    [InlineData("/x\r\nLocation: https://evil.example")]
    [InlineData("@evil.example")]
    [InlineData(".evil.example")]
    [InlineData("?next=//evil.example")]
    [InlineData("/LOGIN?next=//evil.example")]
    [InlineData("/api/auth/logout")]
    [InlineData("/auth_login.html?logout=true")]
    [InlineData("\uff0f\uff0fevil.example")]
    public Task Next_ThatLeavesThisHost_IsTheStartPage(string next) => LeadsAsync(next, "/");

    [Theory]
    [InlineData("/%2f%2fevil.example")]
    [InlineData("/%5cevil.example")]
    [InlineData("/%0d%0aSet-Cookie:%20a=b")]
    [InlineData("/%09/evil.example")]
    [InlineData("/x//evil.example")]
    [InlineData("/%252f%252fevil.example")]
    public Task Next_WithEscapes_StaysAPathOfThisHost(string next) => LeadsAsync(next, next);

    private async Task LeadsAsync(string next, string expected)
    {
        using var client = _studio.CreateAnonymousClient();
        using var json = await client.PostAsync("/api/auth/login", JsonSerializer.Serialize(new { api_key = StudioApplication.Key, next }));
        Assert.Equal(expected,
            (string?)JsonDocument.Parse(await json.Content.ReadAsStringAsync()).RootElement.GetProperty("redirect").GetString());

        var (location, cookies) = await PostFormAsync(client, next);
        var target = new Uri(_studio.BaseAddress, location);
        Assert.Equal(_studio.BaseAddress.Authority, target.Authority);
        Assert.Equal(new Uri(_studio.BaseAddress, expected).PathAndQuery, target.PathAndQuery);
        Assert.All(cookies, cookie => Assert.Matches("^(session|studio-form)=", cookie));
    }

    private static async Task<(string Location, IEnumerable<string> Cookies)> PostFormAsync(HttpClient client, string next)
    {
        var path = $"/login?next={Uri.EscapeDataString(next)}";
        using var get = await client.SendAsync(HttpMethod.Get, path, "Accept: text/html");
        var page = await new HtmlParser().ParseDocumentAsync(await get.Content.ReadAsStringAsync());
        var fields = page.QuerySelectorAll("form input[type=hidden]").OfType<IHtmlInputElement>().ToDictionary(input => input.Name!,
            input => input.Value);
        fields["api_key"] = StudioApplication.Key;
        foreach (var field in fields.Keys.Where(name => name.Contains("next", StringComparison.OrdinalIgnoreCase)).ToList())
            fields[field] = next; // as a forged form has it
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(fields) };
        request.Headers.TryAddWithoutValidation("Cookie", $"studio-form={get.CookieValue("studio-form")}");
        using var response = await client.SendAsync(request);
        Assert.Equal(System.Net.HttpStatusCode.Redirect, response.StatusCode);
        return (response.Headers.Location!.OriginalString, response.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies : []);
    }
}
