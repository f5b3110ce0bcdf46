using System.Text.RegularExpressions;

namespace Studio.Web.SettingsFile;

/// <summary>Reads the sample studio.json as the text for people that it is: what stands above a line explains it.</summary>
internal static partial class OptionHelp
{
    /// <summary>Explanations by key. Lines without an empty one between them share one.</summary>
    public static IReadOnlyDictionary<string, string> Read(string sample)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        var sections = new Stack<string>();
        var words = new List<string>();
        var isNew = true;
        foreach (var line in sample.Split('\n').Select(line => line.Trim()))
        {
            if (OptionLine().Match(line) is { Success: true } option)
            {
                var key = string.Join(':', sections.Reverse().Append(option.Groups["name"].Value));
                found[key] = string.Join(' ', words);
                isNew = true;
            }
            else if (SectionLine().Match(line) is { Success: true } section)
            {
                sections.Push(section.Groups["name"].Value);
                words.Clear();
            }
            else if (line.StartsWith("//", StringComparison.Ordinal))
            {
                if (isNew)
                    words.Clear();
                isNew = false;
                words.Add(line[2..].Trim());
            }
            else
            {
                words.Clear();
                if (line.StartsWith('}'))
                    sections.TryPop(out _);
            }
        }

        return found;
    }

    [GeneratedRegex("""^(//\s*)?"(?<name>\w+)"\s*:\s*[^{\s]""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OptionLine();

    [GeneratedRegex("""^"(?<name>\w+)"\s*:\s*\{""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SectionLine();
}
