using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Studio.Web.Languages;

namespace Studio.Tests.Conventions;

/// <summary>The texts that code asks <see cref="Texts"/> for, and those that lie in the files of a language.</summary>
internal static partial class TextKeys
{
    public static IEnumerable<(string Path, string Key)> Used() =>
        from file in Repository.Files(".cs", ".razor")
        where file.Project == "Studio.Web" && file.Folder != "Languages"
        let code = string.Join('\n', file.Lines)
        from Match use in Use().Matches(code)
        from key in KeysAt(code, use)
        select (file.Path, key);

    public static IEnumerable<(string File, string Key, string Text)> Of(Language language) =>
        from path in Directory.EnumerateFiles(Path.Join(Repository.Root, "Studio.Web", "Components"), $"*.{language.Code}.resx",
            SearchOption.AllDirectories)
        from data in XDocument.Load(path).Root!.Elements("data")
        select (Path.GetFileName(path), data.Attribute("name")!.Value, data.Element("value")!.Value);

    // L["…"] is one; L.Count(number, "…", "…") is two
    private static IEnumerable<string> KeysAt(string code, Match use)
    {
        var at = use.Index + use.Length;
        if (use.Value[^1] == '[')
        {
            while (char.IsWhiteSpace(code[at]))
                at++;
            if (code[at] == '"' || code.AsSpan(at).StartsWith("$\""))
                yield return KeyAt(code, ref at);
            yield break;
        }

        for (var (i, end) = (0, EndOf(code, at - 1, '(', ')')); i < 2; i++)
        {
            at = code.IndexOf('"', at);
            if (at < 0 || at >= end)
                yield break;
            yield return KeyAt(code, ref at);
        }
    }

    private static string KeyAt(string code, ref int at)
    {
        var isInterpolated = code[at] == '$';
        at += isInterpolated ? 2 : 1;
        var (key, holes) = (new StringBuilder(), 0);
        for (; code[at] != '"'; at++)
        {
            if (code[at] == '\\')
                key.Append(code[++at] switch { 'n' => '\n', 't' => '\t', var sign => sign });
            else if (isInterpolated && code[at] == '{' && code[at + 1] != '{')
            {
                key.Append(CultureInfo.InvariantCulture, $"{{{holes++}}}");
                at = EndOf(code, at, '{', '}') - 1;
            }
            else
                key.Append(code[at]);
        }

        at++;
        return key.ToString();
    }

    private static int EndOf(string code, int at, char open, char close)
    {
        var (depth, isText) = (0, false);
        for (; at < code.Length; at++)
        {
            if (code[at] == '"')
                isText = !isText;
            else if (!isText && code[at] == open)
                depth++;
            else if (!isText && code[at] == close && --depth == 0)
                return at + 1;
        }

        return at;
    }

    [GeneratedRegex(@"\b(?:L|Words|texts)(?:\[|\.Count\()")]
    private static partial Regex Use();
}
