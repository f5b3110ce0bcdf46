using System.Globalization;
using System.Text;

namespace Studio.Engine.Python;

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

    /// <summary>As repr: single quotes unless only those occur inside; what cannot be seen in print is escaped.</summary>
    public static void AppendRepr(StringBuilder text, string value)
    {
        var quote = value.Contains('\'', StringComparison.Ordinal) && !value.Contains('"', StringComparison.Ordinal) ? '"' : '\'';
        text.Append(quote);
        foreach (var rune in value.EnumerateRunes())
        {
            if (rune.Value == quote || rune.Value == '\\')
                text.Append('\\').Append((char)rune.Value);
            else if (rune.Value is '\n' or '\r' or '\t')
                text.Append('\\').Append(rune.Value == '\n' ? 'n' : rune.Value == '\r' ? 'r' : 't');
            else if (IsPrintable(rune))
                text.Append(rune);
            else
                text.Append(CultureInfo.InvariantCulture,
                    $"\\{(rune.Value < 0x100 ? $"x{rune.Value:x2}" : rune.IsBmp ? $"u{rune.Value:x4}" : $"U{rune.Value:x8}")}");
        }
        text.Append(quote);
    }

    /// <summary>str.isprintable: all but the categories Other and Separator; the ASCII space is printable.</summary>
    private static bool IsPrintable(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
            or UnicodeCategory.OtherNotAssigned
        or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
