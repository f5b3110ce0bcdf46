using System.Text.RegularExpressions;

namespace Studio.Engine.Nodes.Expressions;

/// <summary>A formula taken apart: numbers, texts, names and signs.</summary>
internal static partial class ExpressionTokens
{
    private const int Longest = 10_000;

    public static IReadOnlyList<string> Of(string text)
    {
        if (text.Length > Longest)
            throw ExpressionError.Of($"it has {text.Length} characters, {Longest} are allowed");
        var tokens = new List<string>();
        var at = 0;
        foreach (Match match in Token().Matches(text))
        {
            if (text[at..match.Index].Trim().Length > 0)
                break;
            tokens.Add(match.Value);
            at = match.Index + match.Length;
        }
        if (text[at..].Trim() is { Length: > 0 } rest)
            throw ExpressionError.Of($"'{rest[0]}' means nothing here");
        return tokens;
    }

    [GeneratedRegex("""
        (\d+\.?\d*|\.\d+)([eE][+-]?\d+)?|"[^"\n]*"|'[^'\n]*'|[\p{L}_][\p{L}\p{N}_]*|\*\*|//|<<|>>|==|!=|<=|>=|[-+*/%()\[\],.<>&|^~]
        """, RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace, 1000)]
    private static partial Regex Token();
}
