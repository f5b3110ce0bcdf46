using System.Buffers;
using System.Text;

namespace Studio.Web;

/// <summary>
/// What a file or folder may be called: what every system can store, and what no reader takes for another name or for a path.
/// </summary>
internal static class FileNameRules
{
    private const int LongestName = 255;

    private static readonly SearchValues<char> Refused = SearchValues.Create("/\\:*?\"<>|");

    // Only what deceives is refused. Joiners (Persian, Hindi, emoji), soft hyphens and other invisible characters are parts of ordinary
    // names. These are the characters that Unicode calls Bidi_Control: "gnp.exe" can be made to read "exe.png"
    private static readonly SearchValues<char> Direction = SearchValues.Create(
        "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069");

    // some systems turn them into the sign itself when they change the alphabet
    private static readonly SearchValues<char> LikeSlash = SearchValues.Create(
        "\u2044\u2215\u29f5\uff0f\uff3c\ufe68\u2216\u29f8\u29f9\u2571\u2572");
    private static readonly SearchValues<char> LikeDot = SearchValues.Create("\uff0e\u2024\u2025\ufe52\ufe19");

    private static readonly HashSet<string> Devices = new(
        [
            "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$",
            "COM\u00b9", "COM\u00b2", "COM\u00b3", "LPT\u00b9", "LPT\u00b2", "LPT\u00b3",
            .. Enumerable.Range(0, 10).Select(n => $"COM{n}"), .. Enumerable.Range(0, 10).Select(n => $"LPT{n}"),
        ],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Why this is no name, in a sentence; null when it is one.</summary>
    public static string? WhyNot(string name)
    {
        if (name.Length == 0)
            return "A name is empty.";
        if (name is "." or "..")
            return $"'{name}' is no name of a file.";
        if (name.Length > LongestName || Encoding.UTF8.GetByteCount(name) > LongestName) // what file systems count
            return $"The name '{Shown(name[..20])}…' is longer than {LongestName} bytes. Choose a shorter one.";
        if (HasLoneSurrogate(name))
            return $"The name '{Shown(name)}' has half a character in it. Choose another one.";
        if (name.AsSpan().IndexOfAny(Refused) is >= 0 and var sign)
            return $"The name '{Shown(name)}' has a {name[sign]} in it, which not every system can store. Choose a name without it.";
        if (name.FirstOrDefault(char.IsControl) is var control && name.Any(char.IsControl))
            return $"The name '{Shown(name)}' has a control character in it ({Code(control)}). Choose a name without it.";
        if (Look(name) is { } trick)
            return $"The name '{Shown(name)}' has {trick}, and could be taken for another one. Choose a name without it.";
        if (name[^1] is '.' or ' ')
            return $"The name '{Shown(name)}' ends in a {(name[^1] == '.' ? "dot" : "blank")}, which Windows takes off. Choose a name without it.";
        return Devices.Contains(name.Split('.')[0].TrimEnd())
            ? $"'{Shown(name)}' is the name of a device on Windows. Choose another one."
            : null;
    }

    private static string? Look(string name)
    {
        if (name.AsSpan().IndexOfAny(Direction) is >= 0 and var turn)
            return $"a character in it that turns the direction of reading ({Code(name[turn])})";
        if (name.AsSpan().IndexOfAny(LikeSlash) is >= 0 and var slash)
            return $"a character in it that looks like a slash ({Code(name[slash])})";
        return name.AsSpan().IndexOfAny(LikeDot) is >= 0 and var dot
            ? $"a character in it that looks like a dot ({Code(name[dot])})"
            : null;
    }

    private static string Code(char letter) => $"U+{(int)letter:X4}";

    /// <summary>The sentence is to be read: what would turn or break it is shown as U+FFFD.</summary>
    private static string Shown(string name) =>
        string.Concat(name.EnumerateRunes()
            .Select(rune => Rune.IsControl(rune) || (rune.IsBmp && Direction.Contains((char)rune.Value)) ? Rune.ReplacementChar : rune));

    private static bool HasLoneSurrogate(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
                return true;
            i++;
        }

        return false;
    }
}
