using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Studio.Engine;
using Studio.Web.Languages;

namespace Studio.Web.Components.Generation;

/// <summary>
/// What a seed makes of the choices in a prompt: one of "{red|3::green}", where green is three times as likely, and a line of the list that
/// "__colour__" names. Choices may stand inside choices and in lists.
/// </summary>
/// <param name="list">The lines of a list by name; null when there is none.</param>
/// <param name="texts">What is wrong is said in; null for English.</param>
internal sealed partial class PromptChoices(ulong seed, Func<string, IReadOnlyList<string>?> list, Texts? texts = null)
{
    private const int Deepest = 20;

    private Texts L { get; } = texts ?? new();

    private ulong _state = seed;

    /// <summary>Whether a text has any.</summary>
    public static bool AreIn(string text) => Braces().IsMatch(text) || Wildcard().IsMatch(text);

    /// <summary>The text decided; the next text goes on with the same chance.</summary>
    /// <exception cref="EngineException">BadPrompt: a list is not there, empty, or leads to itself. BadFile: one cannot be
    /// read.</exception>
    public string Of(string text) => Of(text, 0);

    private string Of(string text, int depth)
    {
        if (depth > Deepest)
            throw new EngineException(EngineError.BadPrompt,
                L["The choices of the prompt are nested too deep, or a wildcard list leads to itself."]);
        var decided = new StringBuilder();
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '{' && EndOf(text, at) is var end and > 0)
            {
                decided.Append(OneOf(text[(at + 1)..end], depth));
                at = end;
            }
            else if (text[at] == '_' && Wildcard().Match(text, at) is { Success: true } named && named.Index == at)
            {
                decided.Append(LineOf(named.Groups["name"].Value.Trim(), depth));
                at += named.Length - 1;
            }
            else
            {
                decided.Append(text[at]);
            }
        }

        return decided.ToString();
    }

    /// <summary>Braces without a choice are text.</summary>
    private string OneOf(string inside, int depth)
    {
        var options = Split(inside);
        return options.Count == 1 ? $"{{{Of(inside, depth + 1)}}}" : Of(Draw(options), depth + 1);
    }

    private string LineOf(string name, int depth) => list(name) switch
    {
        null => throw new EngineException(EngineError.BadPrompt,
            L[$"There is no wildcard list {name}: put {name}.txt into the folder wildcards, with a choice in each line."]),
        { Count: 0 } => throw new EngineException(EngineError.BadPrompt, L[$"The wildcard list {name} is empty."]),
        var lines => Of(Draw(lines), depth + 1),
    };

    private string Draw(IReadOnlyList<string> options)
    {
        var weighed = options.Select(Weighed).ToList();
        var left = NextUnit() * weighed.Sum(option => option.Weight);
        foreach (var (weight, text) in weighed)
        {
            if ((left -= weight) < 0)
                return text;
        }

        return weighed[^1].Text;
    }

    private static (double Weight, string Text) Weighed(string option) => Weight().Match(option) is { Success: true } found
        ? (double.Parse(found.Groups["weight"].Value, CultureInfo.InvariantCulture), option[found.Length..])
        : (1, option);

    private static int EndOf(string text, int open)
    {
        var depth = 0;
        for (var at = open; at < text.Length; at++)
        {
            depth += text[at] switch { '{' => 1, '}' => -1, _ => 0 };
            if (depth == 0)
                return at;
        }

        return -1;
    }

    private static List<string> Split(string inside)
    {
        var (options, depth, start) = (new List<string>(), 0, 0);
        for (var at = 0; at < inside.Length; at++)
        {
            depth += inside[at] switch { '{' => 1, '}' => -1, _ => 0 };
            if (inside[at] != '|' || depth > 0)
                continue;
            options.Add(inside[start..at]);
            start = at + 1;
        }

        return [.. options, inside[start..]];
    }

    /// <summary>
    /// SplitMix64 (Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators"), as a number from 0 to below 1.
    /// </summary>
    private double NextUnit()
    {
        unchecked
        {
            var bits = _state += 0x9E3779B97F4A7C15;
            bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
            bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
            return ((bits ^ (bits >> 31)) >> 11) * (1.0 / (1UL << 53));
        }
    }

    [GeneratedRegex(@"__(?<name>[\p{L}\p{N}](?:[\p{L}\p{N} ./-]|_(?!_)){0,99})__", RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Wildcard();

    [GeneratedRegex(@"\{[^{}]*\|", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Braces();

    [GeneratedRegex(@"^\s*(?<weight>\d*\.?\d+)::", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Weight();
}
