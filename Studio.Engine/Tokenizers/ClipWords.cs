using System.Globalization;
using System.Text;

namespace Studio.Engine.Tokenizers;

/// <summary>
/// Cuts lower-case text as CLIP does: a special token, an English contraction's end, a run of letters, one digit, or a run of anything
/// else that is not blank.
/// Works on whole characters, which .NET's regular expressions do not.
/// </summary>
internal static class ClipWords
{
    public const string StartOfText = "<|startoftext|>";
    public const string EndOfText = "<|endoftext|>";
    private static readonly string[] Fixed = [StartOfText, EndOfText, "'s", "'t", "'re", "'ve", "'m", "'ll", "'d"];

    private enum Kind
    {
        Blank,
        Letter,
        Digit,
        Other,
    }

    public static IEnumerable<string> Split(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            var length = WordLength(text.AsSpan(at), out var isBlank);
            if (!isBlank)
                yield return text.Substring(at, length);
            at += length;
        }
    }

    private static int WordLength(ReadOnlySpan<char> text, out bool isBlank)
    {
        isBlank = false;
        foreach (var word in Fixed)
        {
            if (text.StartsWith(word, StringComparison.Ordinal))
                return word.Length;
        }
        var kind = KindOf(text, out var length);
        isBlank = kind == Kind.Blank;
        while (kind is Kind.Letter or Kind.Other && length < text.Length && KindOf(text[length..], out var more) == kind)
            length += more;
        return length;
    }

    private static Kind KindOf(ReadOnlySpan<char> text, out int length)
    {
        Rune.DecodeFromUtf16(text, out var rune, out length);
        if (Rune.IsWhiteSpace(rune))
            return Kind.Blank;
        return Rune.GetUnicodeCategory(rune) switch
        {
            <= UnicodeCategory.OtherLetter => Kind.Letter,
            UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => Kind.Digit,
            _ => Kind.Other,
        };
    }
}
