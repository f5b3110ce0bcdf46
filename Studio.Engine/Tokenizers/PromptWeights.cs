using Studio.Engine.Python;

namespace Studio.Engine.Tokenizers;

/// <summary>
/// ComfyUI's emphasis: (x) is x at 1.1 times the weight around it, (x:1.3) is x at 1.3 whatever the weight around it, \( and \) are plain
/// parentheses. Parentheses without a partner are text. A weight is whatever Python's float() reads.
/// </summary>
public static class PromptWeights
{
    /// <summary>How deep parentheses may be nested.</summary>
    public const int MaxDepth = 200;

    private const double Emphasis = 1.1;

    // Two control characters that no prompt has stand for the escaped parentheses while the others are read.
    private const char EscapedOpen = '\u0001';
    private const char EscapedClose = '\u0002';

    /// <summary>Pieces of equal weight in order. The pieces together are the prompt without its weights; no piece is empty.</summary>
    /// <exception cref="EngineException">Parentheses are nested deeper than <see cref="MaxDepth"/>.</exception>
    public static IReadOnlyList<(string Text, float Weight)> Parse(string prompt)
    {
        var pieces = new List<(string Text, float Weight)>();
        var escaped = prompt.Replace(EscapedOpen, ' ').Replace(EscapedClose, ' ')
            .Replace("\\)", EscapedClose.ToString()).Replace("\\(", EscapedOpen.ToString());
        Parse(escaped, 1, 0, pieces);
        return pieces;
    }

    private static void Parse(string text, double weight, int depth, List<(string Text, float Weight)> pieces)
    {
        if (depth > MaxDepth)
            throw new EngineException(
                EngineError.BadPrompt,
                $"The text nests parentheses more than {MaxDepth} deep: take some out, or write \\( and \\) for plain ones.");
        foreach (var item in TopLevelItems(text))
        {
            if (item is not ['(', .., ')'])
            {
                pieces.Add((item.Replace(EscapedOpen, '(').Replace(EscapedClose, ')'), (float)weight));
                continue;
            }
            var inner = item[1..^1];
            var colon = inner.LastIndexOf(':');
            if (colon > 0 && PythonNumbers.TryFloat(inner.AsSpan(colon + 1), out var own))
                Parse(inner[..colon], own, depth + 1, pieces);
            else
                Parse(inner, weight * Emphasis, depth + 1, pieces);
        }
    }

    /// <summary>Groups with their parentheses, and the text between them. A group that is never closed runs to the end.</summary>
    private static IEnumerable<string> TopLevelItems(string text)
    {
        var (start, depth) = (0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '(')
            {
                if (depth == 0 && i > start)
                    yield return text[start..i];
                if (depth == 0)
                    start = i;
                depth++;
            }
            else if (text[i] == ')')
            {
                depth--;
                if (depth != 0)
                    continue;
                yield return text[start..(i + 1)];
                start = i + 1;
            }
        }
        if (start < text.Length)
            yield return text[start..];
    }
}
