using System.Text.RegularExpressions;

namespace Studio.Engine.Nodes.Packs;

/// <summary>Texts as Python's str and re treat them. Patterns that take longer than a second are given up.</summary>
internal static partial class PythonPatterns
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    /// <summary>str.replace: an empty text to find stands between all characters.</summary>
    public static string ReplaceAll(string text, string find, string replacement) => find.Length > 0
        ? text.Replace(find, replacement, StringComparison.Ordinal)
        : replacement + string.Concat(text.EnumerateRunes().Select(rune => rune + replacement));

    /// <summary>The lines of a text as a file has them: a line break at the end begins no further one.</summary>
    public static IReadOnlyList<string> Lines(string text)
    {
        var lines = text.Split('\n');
        return lines[^1].Length == 0 ? lines[..^1] : lines;
    }

    /// <summary>re.sub.</summary>
    /// <exception cref="EngineException">It is no pattern, or takes too long (BadPrompt).</exception>
    public static string Replace(string text, string pattern, string replacement, RegexOptions options = RegexOptions.None,
        int count = -1) => Guarded(pattern, options, regex => regex.Replace(text, Template(replacement, GroupNames(pattern)), count));

    /// <summary>re.subn: the text, and how often something was replaced.</summary>
    /// <inheritdoc cref="Replace"/>
    public static (string Text, int Count) Substituted(string text, string pattern, string replacement) => Guarded(pattern,
        RegexOptions.None, regex => (regex.Replace(text, Template(replacement, GroupNames(pattern))), regex.Count(text)));

    /// <summary>A text between slashes is a pattern, any other is replaced as it stands.</summary>
    public static string ReplaceOrPattern(string text, string find, string replacement) =>
        find.Length > 1 && find.StartsWith('/') && find.EndsWith('/')
            ? Replace(text, find[1..^1], replacement)
            : ReplaceAll(text, find, replacement);

    /// <summary>re.match.</summary>
    /// <inheritdoc cref="Replace"/>
    public static bool MatchesFromStart(string text, string pattern) =>
        Guarded($@"\A(?:{pattern})", RegexOptions.None, regex => regex.IsMatch(text));

    /// <summary>What a pattern is used for, with .NET's spelling of it.</summary>
    /// <exception cref="EngineException">It is no pattern, or takes too long (BadPrompt).</exception>
    public static T Guarded<T>(string pattern, RegexOptions options, Func<Regex, T> use)
    {
        try
        {
            return use(new Regex(Numbered(pattern).Replace(@"\Z", @"\z", StringComparison.Ordinal), options, Longest));
        }
        catch (Exception exception) when (exception is ArgumentException or RegexMatchTimeoutException)
        {
            throw new EngineException(EngineError.BadPrompt, $"The pattern '{pattern}' cannot be used: {exception.Message}", exception);
        }
    }

    /// <summary>The pattern with its groups numbered from the left, which .NET would do for those without a name only.</summary>
    private static string Numbered(string pattern)
    {
        var names = GroupNames(pattern);
        if (names.All(name => name.Length == 0))
            return pattern;
        var number = 0;
        var numbered = Group().Replace(pattern, group => group.Groups["open"].Success ? $"(?<{++number}>" : group.Value);
        return NameBack().Replace(numbered, back => $"\\k<{names.IndexOf(back.Groups["name"].Value) + 1}>");
    }

    /// <summary>The names of a pattern's groups from the left; empty for those without.</summary>
    private static List<string> GroupNames(string pattern) => [.. Group().Matches(pattern).Where(group => group.Groups["open"].Success)
        .Select(group => group.Groups["name"].Value)];

    /// <summary>\1 and \g&lt;name&gt; in .NET's spelling.</summary>
    private static string Template(string replacement, List<string> names) => GroupName().Replace(
        replacement.Replace("$", "$$", StringComparison.Ordinal).Replace(@"\n", "\n", StringComparison.Ordinal), group =>
        {
            var name = group.Groups["name"].Value;
            var place = names.IndexOf(name) + 1;
            return place > 0 ? $"${{{place}}}" : $"${{{name}}}";
        });

    /// <summary>Escapes and classes, which are passed over, and what opens a group that is counted.</summary>
    [GeneratedRegex(@"\\.|\[\^?\]?(\\.|[^\]\\])*\]|(?<open>\((\?P<(?<name>\w+)>|(?!\?)))",
        RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1000)]
    private static partial Regex Group();

    [GeneratedRegex(@"\(\?P=(?<name>\w+)\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NameBack();

    [GeneratedRegex(@"\\(g<(?<name>\w+)>|(?<name>\d{1,2}))", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex GroupName();
}
