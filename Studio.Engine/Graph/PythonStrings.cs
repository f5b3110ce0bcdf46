using System.Globalization;
using System.Text;

namespace Studio.Engine.Graph;

/// <summary>String literals as Python writes them.</summary>
internal static class PythonStrings
{
    /// <summary>As json.dumps: double quotes, everything beyond ASCII as \uXXXX.</summary>
    public static void AppendJson(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var letter in value)
        {
            _ = letter switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                '\b' => text.Append("\\b"),
                '\f' => text.Append("\\f"),
                >= ' ' and <= '~' => text.Append(letter),
                _ => text.Append("\\u").Append(((int)letter).ToString("x4", CultureInfo.InvariantCulture)),
            };
        }
        text.Append('"');
    }

    /// <summary>As repr: single quotes unless only those occur inside, control characters escaped.</summary>
    public static void AppendRepr(StringBuilder text, string value)
    {
        var quote = value.Contains('\'', StringComparison.Ordinal) && !value.Contains('"', StringComparison.Ordinal) ? '"' : '\'';
        text.Append(quote);
        foreach (var letter in value)
        {
            if (letter == quote || letter == '\\')
                text.Append('\\').Append(letter);
            else if (letter is '\n' or '\r' or '\t')
                text.Append('\\').Append(letter == '\n' ? 'n' : letter == '\r' ? 'r' : 't');
            else if (letter < ' ' || letter == '\x7f')
                text.Append("\\x").Append(((int)letter).ToString("x2", CultureInfo.InvariantCulture));
            else
                text.Append(letter);
        }
        text.Append(quote);
    }
}
