using System.Globalization;
using System.Text;

namespace Studio.Engine.Models.Files.Torch;

/// <summary>Texts as pickles of protocol 0 write them.</summary>
internal static class PickleEscapes
{
    public static string WithoutQuotes(string literal) =>
        literal is ['\'', .., '\''] or ['"', .., '"'] ? literal[1..^1] : literal;

    /// <summary>\n, \\, \xHH, \uHHHH and their like; anything else after a back slash stays as it is.</summary>
    public static string Decode(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal))
            return text;
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 == text.Length)
            {
                plain.Append(text[i]);
                continue;
            }
            var digits = text[i + 1] switch { 'x' => 2, 'u' => 4, 'U' => 8, _ => 0 };
            if (digits > 0 && TryCode(text, i + 2, digits, out var rune))
            {
                plain.Append(rune);
                i += 1 + digits;
                continue;
            }
            plain.Append(text[++i] switch { 'n' => "\n", 'r' => "\r", 't' => "\t", '\\' => "\\", '\'' => "'", '"' => "\"", var other =>
                "\\" + other });
        }
        return plain.ToString();
    }

    private static bool TryCode(string text, int at, int digits, out Rune rune)
    {
        rune = default;
        return at + digits <= text.Length
            && int.TryParse(text.AsSpan(at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
            && Rune.TryCreate(code, out rune);
    }
}
