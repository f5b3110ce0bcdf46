using Microsoft.AspNetCore.Http;
using Studio.Web.Languages;

namespace Studio.Tests.Languages;

public sealed class LanguageTests
{
    [Theory]
    [InlineData(null, "en")]
    [InlineData("", "en")]
    [InlineData("de", "de")]
    [InlineData("DE", "de")]
    [InlineData("de-AT", "de")]
    [InlineData("ja-JP-u-ca-japanese", "ja")]
    [InlineData("fr, de;q=0.2, ja;q=0.7", "ja")]
    [InlineData("en;q=0.4, de;q=0.6", "de")]
    [InlineData("en-GB, en;q=0.9, de;q=0.8", "en")]
    [InlineData("de, ja", "de")] // of two that are wanted alike the first
    [InlineData("de;q=0, ja;q=0.1", "ja")]
    [InlineData("de;q=0", "en")]
    [InlineData("fr, es;q=0.5", "en")]
    [InlineData("*", "en")]
    [InlineData("deutsch", "en")]
    [InlineData(";;;, q=1, \"", "en")]
    public void Browser_WithoutACookie_GetsWhatItAsksFor(string? accept, string code) =>
        Assert.Equal(code, LanguageCookie.Of(Request(accept, null)).Code);

    [Theory]
    [InlineData("de", "ja", "ja")]
    [InlineData("de", "en", "en")]
    [InlineData(null, "de", "de")]
    [InlineData("de", "tlh", "de")] // one that is not there, as none
    [InlineData("de", "", "de")]
    [InlineData("de", "ja-JP", "de")]
    public void Cookie_GoesOverTheBrowser(string? accept, string cookie, string code) =>
        Assert.Equal(code, LanguageCookie.Of(Request(accept, cookie)).Code);

    [Fact]
    public void Texts_OfARequest_AreInItsLanguage() =>
        Assert.Equal("Sprache", new Texts(new HttpContextAccessor { HttpContext = Request("de", null) })["Language"]);

    private static DefaultHttpContext Request(string? accept, string? cookie)
    {
        var context = new DefaultHttpContext();
        if (accept is not null)
            context.Request.Headers.AcceptLanguage = accept;
        if (cookie is not null)
            context.Request.Headers.Cookie = $"theme=dark; {LanguageCookie.Name}={cookie}";
        return context;
    }
}
