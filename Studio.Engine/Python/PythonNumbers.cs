using System.Globalization;
using System.Numerics;
using System.Text;

namespace Studio.Engine.Python;

/// <summary>
/// Numbers written as text, read as Python's float() and int() read them (docs.python.org, "Lexical analysis" and the two functions): any
/// Unicode decimal digits, any Unicode blanks around, single underscores between digits, a sign, and for floats a point, an exponent and
/// the words inf, infinity and nan.
/// </summary>
public static class PythonNumbers
{
    /// <summary>Python refuses to read longer integers from text, because that takes quadratic time.</summary>
    public const int MaxDigits = 4300;

    private const char NoDigit = '?';

    /// <summary>What float() makes of a text: also infinity and NaN. Too large a number is infinity, as in Python.</summary>
    public static bool TryFloat(ReadOnlySpan<char> text, out double number)
    {
        number = 0;
        var plain = Plain(text);
        if (TryWord(plain, out number))
            return true;
        return IsFloat(plain) && double.TryParse(Digits(plain), NumberStyles.Float, CultureInfo.InvariantCulture, out number);
    }

    /// <summary>What int() makes of a text. Texts of more than <see cref="MaxDigits"/> digits are refused.</summary>
    public static bool TryInt(ReadOnlySpan<char> text, out BigInteger number)
    {
        number = default;
        var plain = Plain(text);
        var unsigned = WithoutSign(plain);
        return DigitsAt(unsigned) is > 0 and var length && length == unsigned.Length && CountDigits(unsigned) <= MaxDigits
            && BigInteger.TryParse(Digits(plain), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
    }

    /// <summary>How many decimal digits, of whatever alphabet, a text has.</summary>
    internal static int CountDigits(ReadOnlySpan<char> text)
    {
        var count = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) == UnicodeCategory.DecimalDigitNumber)
                count++;
        }
        return count;
    }

    /// <summary>
    /// ASCII only: digits of every alphabet as 0 to 9, what can be no part of a number as ?, without the blanks at both ends.
    /// </summary>
    private static string Plain(ReadOnlySpan<char> text)
    {
        var plain = new StringBuilder(text.Length);
        // IsWhiteSpace and Python's list of blanks are the same; U+001C to U+001F, which str.strip() takes off, are none to float() and
        // int()
        foreach (var rune in text.Trim().EnumerateRunes())
        {
            plain.Append(rune.IsAscii ? (char)rune.Value
                : Rune.GetUnicodeCategory(rune) == UnicodeCategory.DecimalDigitNumber ? (char)('0' + (int)Rune.GetNumericValue(rune))
                : NoDigit);
        }
        return plain.ToString();
    }

    private static string Digits(string plain) => plain.Replace("_", "", StringComparison.Ordinal);

    private static ReadOnlySpan<char> WithoutSign(ReadOnlySpan<char> text) => text is ['+' or '-', ..] ? text[1..] : text;

    private static bool TryWord(ReadOnlySpan<char> text, out double number)
    {
        var word = WithoutSign(text);
        var isInfinity = word.Equals("inf", StringComparison.OrdinalIgnoreCase)
            || word.Equals("infinity", StringComparison.OrdinalIgnoreCase);
        number = !isInfinity ? double.NaN : text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
        return isInfinity || word.Equals("nan", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>[sign] digits [. [digits]] or . digits, then [e [sign] digits].</summary>
    private static bool IsFloat(ReadOnlySpan<char> text)
    {
        text = WithoutSign(text);
        var whole = DigitsAt(text);
        text = text[whole..];
        var fraction = 0;
        if (text is ['.', ..])
        {
            fraction = DigitsAt(text[1..]);
            text = text[(1 + fraction)..];
        }
        if (whole + fraction == 0)
            return false;
        if (text is not ['e' or 'E', ..])
            return text.IsEmpty;
        var exponent = WithoutSign(text[1..]);
        return DigitsAt(exponent) is > 0 and var length && length == exponent.Length;
    }

    /// <summary>How many characters at the beginning are digits with single underscores between them.</summary>
    private static int DigitsAt(ReadOnlySpan<char> text)
    {
        var length = 0;
        while (length < text.Length && (char.IsAsciiDigit(text[length]) || (length > 0 && text[length] == '_' && length + 1 < text.Length
            && char.IsAsciiDigit(text[length - 1]) && char.IsAsciiDigit(text[length + 1]))))
        {
            length++;
        }
        return length;
    }
}
