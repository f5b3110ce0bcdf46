using System.Text;
using System.Text.RegularExpressions;

namespace Studio.Tests.Conventions;

/// <summary>
/// What a .razor file shows as it stands: the words between its tags and in the attributes that people read or hear. Expressions, control
/// lines, code and comments are taken out first. Not a parser: enough of Razor's rules for files that are written as ours are.
/// </summary>
internal static partial class RazorText
{
    // said the same in every language
    private static readonly HashSet<string> Names = new(StringComparer.Ordinal)
    {
        "Studio", "ComfyUI", "CivitAI", "Hugging Face", "LoRA", "SHA-256", "CFG", "ControlNet", "JSON", "PNG", "ZIP", "else",
        // behind a page's name; what an address and a code look like
        "UTC", "· Studio", "https://… · hf:owner/repo/file · civitai:123", "ABCD-EFGH",
    };

    public static IEnumerable<string> In(string razor)
    {
        var markup = WithoutExpressions(NotShown().Replace(razor, ""));
        foreach (Match attribute in Spoken().Matches(markup))
        {
            var text = attribute.Groups["text"].Value;
            if (!Names.Contains(text) && !Key().IsMatch(text) && !IsIdentifier(attribute))
                yield return attribute.Value;
        }

        foreach (var line in Tag().Replace(Attribute().Replace(markup, ""), "\u0002").Split('\n'))
        {
            if (IsCode(line.Trim()))
                continue;
            foreach (var text in line.Split('\u0001', '\u0002', '{', '}').Select(text => text.Trim()))
            {
                if (Word().IsMatch(text) && !Names.Contains(text) && !Statement().IsMatch(text))
                    yield return text;
            }
        }
    }

    // Name="up" is an icon, Name="PadLeft" a field; Name="Saved prompts" is read out
    private static bool IsIdentifier(Match attribute) =>
        attribute.Groups["name"].Value == "Name" && !attribute.Groups["text"].Value.Contains(' ', StringComparison.Ordinal);

    private static bool IsCode(string line) => !line.Contains('\u0002', StringComparison.Ordinal)
        && ((line.EndsWith(';') && !Sentence().IsMatch(line)) || Statement().IsMatch(line));

    /// <summary>Each expression becomes one sign, each control line goes.</summary>
    private static string WithoutExpressions(string razor)
    {
        var shown = new StringBuilder(razor.Length);
        for (var at = 0; at < razor.Length;)
        {
            if (razor[at] != '@' || at + 1 == razor.Length)
                shown.Append(razor[at++]);
            else if (Directive().Match(razor, at) is { Success: true } directive && directive.Index == at)
                at = EndOfDirective(razor, directive, shown);
            else if (razor[at + 1] == '(' || char.IsLetter(razor[at + 1]) || razor[at + 1] == '_')
            {
                at = EndOfExpression(razor, at + 1);
                shown.Append('\u0001');
            }
            else
                at++;
        }

        return shown.ToString();
    }

    private static int EndOfDirective(string razor, Match directive, StringBuilder shown)
    {
        var end = directive.Index + directive.Length;
        if (directive.Groups["flow"].Success)
            return EndOfBrackets(razor, razor.IndexOf('(', end));
        if (directive.Groups["line"].Success)
            return razor.IndexOf('\n', end) is >= 0 and var line ? line : razor.Length;
        shown.Append('x'); // an attribute such as @onclick keeps its value, which goes with the other attributes
        return end;
    }

    private static int EndOfExpression(string razor, int at)
    {
        at = razor[at] == '(' ? EndOfBrackets(razor, at) : EndOfName(razor, at);
        while (at < razor.Length)
        {
            if (razor[at] is '(' or '[')
                at = EndOfBrackets(razor, at);
            else if (Member().Match(razor, at) is { Success: true } member && member.Index == at)
                at = EndOfName(razor, at + member.Length - 1);
            else
                break;
        }

        return at;
    }

    private static int EndOfName(string razor, int at)
    {
        while (at < razor.Length && (char.IsLetterOrDigit(razor[at]) || razor[at] == '_'))
            at++;
        return at;
    }

    private static int EndOfBrackets(string razor, int at)
    {
        var (open, depth, isText) = (razor[at], 0, false);
        var close = open == '(' ? ')' : ']';
        for (; at < razor.Length; at++)
        {
            if (razor[at] == '"')
                isText = !isText;
            else if (!isText && razor[at] == open)
                depth++;
            else if (!isText && razor[at] == close && --depth == 0)
                return at + 1;
        }

        return at;
    }

    [GeneratedRegex(@"\n@code\s*\{.*\z|@\*.*?\*@|<!--.*?-->|<(code|kbd|style|script|samp)\b[^>]*>.*?</\1>", RegexOptions.Singleline)]
    private static partial Regex NotShown();

    [GeneratedRegex(@"(?<![\w-])(?<name>title|alt|placeholder|aria-label|aria-description|label|Title|Text|Label|Subtitle|Help|Hint"
        + @"|Placeholder|Note|About|Name|Badge|Confirm|Do)=""(?<text>[^""]*\p{L}{3,}[^""]*)""")]
    private static partial Regex Spoken();

    [GeneratedRegex(@"=\s*""[^""]*""")]
    private static partial Regex Attribute();

    [GeneratedRegex(@"<[/!]?[A-Za-z][^<>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex(@"^((Ctrl|Alt|Shift)\+\S+( |$))+")]
    private static partial Regex Key();

    [GeneratedRegex(@"\p{L}{3,}")]
    private static partial Regex Word();

    [GeneratedRegex(@"\.\s*;$")]
    private static partial Regex Sentence();

    [GeneratedRegex(@"^((else|case|default|break|var|return)\b|@|(if|foreach|for|while|switch)\s*\()")]
    private static partial Regex Statement();

    [GeneratedRegex(@"[.!?]+(?=[\p{L}_])[\p{L}_]")]
    private static partial Regex Member();

    [GeneratedRegex(@"@((?<flow>if|foreach|for|switch|while)|(?<line>using|inject|inherits|page|attribute|layout|typeparam|implements"
        + @"|namespace|preservewhitespace)|else|key|bind[\w:-]*|on\w+(:\w+)*(?=\s*=)|ref|rendermode|formname|attributes)\b")]
    private static partial Regex Directive();
}
