using System.Text.RegularExpressions;

namespace Studio.Engine.Nodes.Packs.Tooling;

/// <summary>A text whose parts may say which language they are in: lang:de ein Haus lang:en a house.</summary>
internal static partial class LanguageParts
{
    /// <summary>Each part with its language; null: it says none.</summary>
    public static IEnumerable<(string? Language, string Text)> Of(string text) => Part().Matches(text)
        .Select(part => (part.Groups["lang"] is { Success: true, Value: var language } ? language : null, part.Groups["text"].Value));

    [GeneratedRegex(@"(lang:(?<lang>\w\w))?(?<text>(?:(?!lang:\w\w)[\s\S])*)", RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Part();
}
