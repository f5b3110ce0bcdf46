using System.Globalization;
using System.Text.RegularExpressions;
using Bunit;
using MudBlazor;
using MudBlazor.Services;
using Studio.Tests.Conventions;

namespace Studio.Tests.Components;

/// <summary>wwwroot/theme.css stands in for what MudThemeProvider writes, in both colours at once.</summary>
public sealed partial class ThemeTests : BunitContext
{
    private readonly string _css = File.ReadAllText(Path.Join(Repository.Root, "Studio.Web/wwwroot/theme.css"));

    /// <summary>A version of MudBlazor that asks for another variable must not get it undefined.</summary>
    [Fact]
    public void Variables_OfMudBlazor_AreAllThere()
    {
        Services.AddMudServices();
        JSInterop.Mode = JSRuntimeMode.Loose;
        var wanted = Variable().Matches(Render<MudThemeProvider>().Markup).Select(match => match.Value).Distinct().ToList();
        Assert.InRange(wanted.Count, 150, 400);
        Assert.Empty(wanted.Except(Variable().Matches(_css).Select(match => match.Value)));
    }

    /// <summary>WCAG 2.2, 1.4.3: text 4.5 : 1; 1.4.11: the edges of fields 3 : 1.</summary>
    [Theory]
    [InlineData("text", "bg", 4.5)]
    [InlineData("text", "surface", 4.5)]
    [InlineData("text", "surface-3", 4.5)]
    [InlineData("muted", "bg", 4.5)]
    [InlineData("muted", "surface", 4.5)]
    [InlineData("muted", "surface-2", 4.5)]
    [InlineData("accent", "bg", 4.5)]
    [InlineData("accent", "surface", 4.5)]
    [InlineData("accent", "accent-soft", 4.5)]
    [InlineData("accent-hover", "surface", 4.5)]
    [InlineData("on-accent", "accent", 4.5)]
    [InlineData("on-accent", "accent-hover", 4.5)]
    [InlineData("ok", "ok-soft", 4.5)]
    [InlineData("warn", "warn-soft", 4.5)]
    [InlineData("bad", "bad-soft", 4.5)]
    [InlineData("bad", "surface", 4.5)]
    [InlineData("line-strong", "surface", 3)]
    public void Colours_OnTheirGround_CanBeRead(string text, string ground, double least)
    {
        for (var theme = 0; theme < 2; theme++)
            Assert.True(Contrast(Colour(text, theme), Colour(ground, theme)) >= least,
                $"{text} on {ground}, {(theme == 0 ? "light" : "dark")}: {Contrast(Colour(text, theme), Colour(ground, theme)):0.00}");
    }

    private string Colour(string name, int theme)
    {
        var pair = Regex.Match(_css, $@"--{name}: light-dark\(#([0-9a-f]{{6}}), #([0-9a-f]{{6}})\)");
        Assert.True(pair.Success, name);
        return pair.Groups[theme + 1].Value;
    }

    private static double Contrast(string one, string other)
    {
        var (bright, dark) = (Math.Max(Luminance(one), Luminance(other)), Math.Min(Luminance(one), Luminance(other)));
        return (bright + 0.05) / (dark + 0.05);
    }

    private static double Luminance(string colour)
    {
        var parts = Enumerable.Range(0, 3)
            .Select(i => int.Parse(colour.AsSpan(2 * i, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255d)
            .Select(part => part <= 0.04045 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4)).ToArray();
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
    }

    [GeneratedRegex("--mud-[a-z0-9-]+(?=:)")]
    private static partial Regex Variable();
}
