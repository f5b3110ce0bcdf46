using Studio.Web.Languages;

namespace Studio.Tests.Languages;

public sealed class TextsTests
{
    [Theory]
    [InlineData("en", "Sign in")]
    [InlineData("de", "Anmelden")]
    [InlineData("ja", "サインイン")]
    public void Key_IsSaidInTheLanguage(string code, string text) => Assert.Equal(text, In(code)["Sign in"]);

    [Fact]
    public void Text_ThatALanguageLacks_IsTheEnglishOne()
    {
        var texts = In("de");
        var count = 3;
        Assert.Equal("No page says that", texts["No page says that"]);
        Assert.Equal("3 that no page says", texts[$"{count} that no page says"]);
    }

    [Fact]
    public void Values_GoWhereTheLanguageHasThem()
    {
        var (browser, system) = ("Firefox", "Linux");
        Assert.Equal("Firefox on Linux", In("en")[$"{browser} on {system}|browser and system"]);
        Assert.Equal("Firefox auf Linux", In("de")[$"{browser} on {system}|browser and system"]);
        Assert.Equal("LinuxのFirefox", In("ja")[$"{browser} on {system}|browser and system"]);
    }

    /// <summary>A decimal point everywhere, as in the fields of the form; nothing is no word.</summary>
    [Fact]
    public void Values_AreWrittenAsTheirFormatSays()
    {
        var (half, at, nothing) = (1234.5, new DateTimeOffset(2026, 3, 9, 0, 0, 0, TimeSpan.Zero), (string?)null);
        foreach (var code in new[] { "en", "de" })
            Assert.Equal("1234.50, 2026-03-09, , True", In(code)[$"{half:0.00}, {at:yyyy-MM-dd}, {nothing}, {half > 1}"]);
    }

    [Fact]
    public void Braces_AreBraces()
    {
        var value = "{0} {x}";
        Assert.Equal("{x}", In("de")["{x}"]);
        Assert.Equal("{x} is {0} {x}", In("de")[$"{{x}} is {value}"]);
    }

    /// <summary>What somebody named is shown as it is: only keys have notes.</summary>
    [Fact]
    public void Note_BehindTheBar_IsNotShown()
    {
        var name = "a|b";
        Assert.Equal("Set", In("en")["Set|a password"]);
        Assert.Equal("Festlegen", In("de")["Set|a password"]);
        Assert.Equal("Gesetzt", In("de")["Set|an option"]);
        Assert.Equal("a|b is it", In("de")[$"{name} is it|a note"]);
        Assert.Equal("|", In("en")["|"]);
    }

    [Theory]
    [InlineData("en", 0, "0 pictures")]
    [InlineData("en", 1, "1 picture")]
    [InlineData("en", 12345, "12345 pictures")]
    [InlineData("de", 1, "1 Bild")]
    [InlineData("de", 2, "2 Bilder")]
    [InlineData("ja", 1, "画像1枚")]
    [InlineData("ja", 2, "画像2枚")]
    public void Count_HasTheFormThatItsLanguageWants(string code, long count, string text) =>
        Assert.Equal(text, In(code).Count(count, "{0} picture", "{0} pictures"));

    [Fact]
    public void Language_WithoutARequest_IsEnglish() => Assert.Same(Language.English, new Texts().Language);

    [Theory]
    [InlineData("fr")]
    [InlineData("DE")]
    [InlineData("")]
    [InlineData(null)]
    public void Language_ThatIsNotThere_IsNone(string? code) => Assert.Null(Language.Find(code));

    internal static Texts In(string code)
    {
        var texts = new Texts();
        texts.Use(Language.Find(code)!);
        return texts;
    }
}
