using System.Globalization;
using System.Text.RegularExpressions;

namespace Studio.Engine.Nodes.Packs.Impact;

/// <summary>
/// Texts with choices {a|2::b|c}, several of them {2$$, $$a|b|c} or {1-3$$a|b|c}, and wildcards __key__, filled by a seed; innermost first,
/// and again in what comes out of a wildcard.
/// </summary>
internal sealed partial class WildcardText(WildcardFiles files, ulong seed)
{
    /// <summary>What fills itself in again and again is given up after as many rounds.</summary>
    private const int MostRounds = 99;

    private readonly NumpyRandom _random = new(seed);

    public string Filled(string text)
    {
        text = Repeated().Replace(WithoutComments(text), match => string.Join('|', Enumerable.Repeat($"__{match.Groups["key"].Value}__",
            int.Parse(match.Groups["count"].ValueSpan, CultureInfo.InvariantCulture))));
        for (var round = 0; round < MostRounds; round++)
        {
            var before = text;
            for (var inner = 0; inner < MostRounds && Options().IsMatch(text); inner++)
                text = Options().Replace(text, match => Chosen(match.Groups["options"].Value));
            text = Wildcard().Replace(text, match => Entry(match.Groups["key"].Value) ?? match.Value);
            if (text == before)
                break;
        }
        return text;
    }

    /// <summary>Lines that begin with # are left out; what follows one is joined to what stands before.</summary>
    private static string WithoutComments(string text)
    {
        var lines = new List<string>();
        var isJoined = false;
        foreach (var line in text.Split('\n'))
        {
            if (line.StartsWith('#'))
                isJoined = true;
            else if (isJoined && lines.Count > 0)
                (lines[^1], isJoined) = (lines[^1] + " " + line, false);
            else
                (isJoined, _) = (false, Add(lines, line));
        }
        return string.Join('\n', lines);

        static int Add(List<string> all, string line)
        {
            all.Add(line);
            return all.Count;
        }
    }

    private string Chosen(string options)
    {
        var parts = options.Split("$$");
        var (range, separator) = (parts.Length > 1 ? Range().Match(parts[0]) : Match.Empty, " ");
        if (!range.Success)
            return Joined(options.Split('|'), 1, separator);
        var rest = parts[1];
        if (parts.Length > 2)
            (separator, rest) = (parts[1], string.Join("$$", parts[2..]));
        var (least, most) = Limits(range);
        var choices = rest.Split('|');
        if (choices is [var only] && Wildcard().Match(only) is { Success: true } wildcard
            && files.Find(KeyOf(wildcard.Groups["key"].Value)) is { } entries)
            choices = [.. entries];
        return Joined(choices, least + _random.Below(most - least + 1), separator);
    }

    private static (int Least, int Most) Limits(Match range)
    {
        var first = range.Groups["first"].Value.Length == 0 ? 1 : Number(range.Groups["first"].Value);
        var last = range.Groups["last"].Success && range.Groups["last"].Value.Length > 0 ? Number(range.Groups["last"].Value) : first;
        return last < first ? (last, first) : (first, last);
    }

    private static int Number(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);

    private string Joined(string[] options, int count, string separator)
    {
        var (weights, texts) = (new double[options.Length], new string[options.Length]);
        for (var i = 0; i < options.Length; i++)
        {
            var weighted = Weight().Match(options[i]);
            (weights[i], texts[i]) = weighted.Success
                ? (double.Parse(weighted.Groups["weight"].ValueSpan, CultureInfo.InvariantCulture), weighted.Groups["text"].Value)
                : (1, options[i]);
        }
        if (count > texts.Length)
        {
            _random.Shuffle(texts);
            return string.Join(separator, texts);
        }
        var possible = weights.Count(weight => weight > 0);
        return string.Join(separator, _random.Draw(weights, Math.Min(count, possible)).Select(place => texts[place]));
    }

    private static string KeyOf(string key) => key.Replace('\\', '/').ToLowerInvariant();

    private string? Entry(string written)
    {
        var key = KeyOf(written);
        var entries = key.Contains('*', StringComparison.Ordinal) ? Matching(key)
            : files.Find(key) ?? (key.Contains('/', StringComparison.Ordinal) ? null : Matching("*/" + key));
        return entries is { Count: > 0 } ? entries[_random.Below(entries.Count)] : null;
    }

    private List<string> Matching(string pattern)
    {
        var regex = new Regex("^" + Regex.Escape(pattern).Replace(@"\*", ".*", StringComparison.Ordinal), RegexOptions.None,
            TimeSpan.FromSeconds(1));
        return [.. files.Keys.Where(key => regex.IsMatch(key) || regex.IsMatch(key + "/")).SelectMany(key => files.Find(key) ?? [])];
    }

    [GeneratedRegex(@"(?<count>\d{1,4})#__(?<key>[\w.\-+/*\\]+?)__", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Repeated();

    [GeneratedRegex(@"\{(?<options>[^{}]*)\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Options();

    [GeneratedRegex(@"__(?<key>[\w.\-+/*\\]+?)__", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Wildcard();

    [GeneratedRegex(@"^(?<first>\d{0,4})(-(?<last>\d{0,4}))?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Range();

    [GeneratedRegex(@"^\s*(?<weight>\d+(\.\d+)?)::(?<text>.*)$", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1000)]
    private static partial Regex Weight();
}
