using System.Text.RegularExpressions;
using Studio.Web.Languages;

namespace Studio.Web.Components.Generation;

/// <summary>
/// What other programs would do with a prompt and Studio does not: the words reach the text encoder as they are, and their writer should
/// know.
/// </summary>
internal static partial class PromptNotes
{
    private static readonly (Regex Pattern, Func<Texts, string, string> Note)[] Known =
    [
        (Break(), (texts, _) => texts["BREAK is read as a word: it begins no new chunk."]),
        (Combined(), (texts, _) => texts["AND is read as a word: prompts are not combined."]),
        (Scheduled(), (texts, found) => texts[$"{found} is read as it stands: words do not change between steps."]),
        (Alternating(), (texts, found) => texts[$"{found} is read as it stands: words do not take turns."]),
        (Weakened(), (texts, found) => texts[$"{found} is not weakened: write (word:0.9) instead of [word]."]),
    ];

    /// <param name="texts">What they are said in; null for English.</param>
    public static IReadOnlyList<string> Of(string text, Texts? texts = null)
    {
        texts ??= new();
        var notes = new List<string>();
        foreach (var (pattern, note) in Known)
        {
            if (pattern.Match(text) is { Success: true } found)
                notes.Add(note(texts, found.Value));
        }

        return notes;
    }

    [GeneratedRegex(@"\bBREAK\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Break();

    [GeneratedRegex(@"\bAND\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Combined();

    [GeneratedRegex(@"\[[^\[\]|]{0,60}:\s*\d*\.?\d+\s*\]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Scheduled();

    [GeneratedRegex(@"\[[^\[\]]{0,60}\|[^\[\]]{0,60}\]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Alternating();

    [GeneratedRegex(@"\[[^\[\]|:]{1,60}\]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Weakened();
}
