using System.Text.RegularExpressions;
using Studio.Web.Languages;

namespace Studio.Tests.Conventions;

/// <summary>Every page is whole in every language.</summary>
public sealed partial class LanguageRuleTests
{
    [Fact]
    public void Markup_HoldsNoTextOfItsOwn()
    {
        var left = string.Join('\n', from file in Repository.Files(".razor")
                                     where file.Path.StartsWith("Studio.Web/Components/", StringComparison.Ordinal)
                                     from text in RazorText.In(string.Join('\n', file.Lines))
                                     select $"{file.Path}: {text}");
        Assert.True(left.Length == 0, left);
    }

    /// <summary>A rule that sees nothing forbids nothing.</summary>
    [Theory]
    [InlineData("<p>Two words</p>", "Two words")]
    [InlineData("<p>@Count jobs</p>", "jobs")]
    [InlineData("<Field Label=\"Seen around it\" />", "Label=\"Seen around it\"")]
    [InlineData("<input placeholder=\"Search\" aria-hidden=\"true\" />", "placeholder=\"Search\"")]
    [InlineData("@if (x > 1)\n{\n    Nothing is left.\n}", "Nothing is left.")]
    [InlineData("<p>@one.Kind/@one.Name</p>", null)]
    [InlineData("<p>@L[\"Two words\"]</p>", null)]
    [InlineData("<p title=\"@(busy ? L[\"Saving…\"] : L[\"Save\"])\">@L[$\"{count} selected\"]</p>", null)]
    [InlineData("@if (_list.Pause is { } pause)\n{\n    var name = pause.Name;\n    <b>@name.Trim()</b>\n}\nelse\n{\n}", null)]
    [InlineData("<button title=\"Ctrl+C, Ctrl+V\" />", null)]
    [InlineData("<kbd>Ctrl Enter</kbd><Icon Name=\"chevron-down\" /><button @onclick=\"() => Open()\">12 px</button>", null)]
    [InlineData("<p>@L[\"x\"]</p>\n@code {\n    private string Say => \"Two words\";\n}", null)]
    public void Text_LeftInMarkup_IsFound(string razor, string? found) =>
        Assert.Equal(found is null ? [] : [found], RazorText.In(razor));

    [Theory]
    [InlineData("de")]
    [InlineData("ja")]
    public void Texts_OfALanguage_AreThoseThatAreUsed(string code)
    {
        var there = TextKeys.Of(Language.Find(code)!).Select(text => (text.File, text.Key)).ToList();
        var (known, used) = (there.Select(text => text.Key).ToHashSet(), TextKeys.Used().ToList());
        var said = used.Select(use => use.Key).ToHashSet();
        var lacking = used.Where(use => !known.Contains(use.Key)).Select(use => $"{use.Path} lacks {code}: {use.Key}");
        // the component library asks for its own by name
        var idle = there.Where(text => !said.Contains(text.Key) && !text.Key.StartsWith("Mud", StringComparison.Ordinal))
            .Select(text => $"{text.File}, nobody says: {text.Key}");
        var wrong = string.Join('\n', lacking.Concat(idle).Distinct().Order(StringComparer.Ordinal));
        Assert.True(wrong.Length == 0, wrong);
    }

    /// <summary>A hole that is lost, or two rooms that say one thing in two ways, are seen by nobody who reads English.</summary>
    [Theory]
    [InlineData("de")]
    [InlineData("ja")]
    public void Texts_OfALanguage_AreSound(string code)
    {
        var there = TextKeys.Of(Language.Find(code)!).ToList();
        Assert.NotEmpty(there);
        Assert.All(there, text => Assert.Equal((text.Key, Holes(text.Key)), (text.Key, Holes(text.Text))));
        Assert.All(there, text => Assert.False(string.IsNullOrWhiteSpace(text.Text), text.Key));
        Assert.All(there.GroupBy(text => text.Key), same => Assert.Single(same.Select(text => text.Text).Distinct()));
    }

    private static string Holes(string text) =>
        string.Join(' ', Hole().Matches(text).Select(match => match.Value).Distinct().Order(StringComparer.Ordinal));

    [GeneratedRegex(@"\{\d+\}")]
    private static partial Regex Hole();
}
