using System.Globalization;

namespace Studio.Web.Languages;

/// <summary>
/// What the pages say, in the language of who looks at them: <c>L["Clear history"]</c>, <c>L[$"{count} selected"]</c>. The English text is
/// the key; the others stand beside the components in <c>*.de.resx</c> and <c>*.ja.resx</c>. A word that English has for two things is told
/// apart by a note behind a bar, which nobody is shown: <c>L["Open|a state"]</c>.
/// </summary>
/// <remarks>
/// One for each circuit and each request. Events of other threads draw parts of a page too, so that the language is kept here and not
/// taken from the thread.
/// </remarks>
public sealed class Texts(IHttpContextAccessor? requests = null)
{
    public Language Language { get; private set; } =
        requests?.HttpContext is { } context ? LanguageCookie.Of(context) : Language.English;

    public string this[string english] => Translations.Of(Language, english) ?? Shown(english);

    public string this[TextParts text]
    {
        get
        {
            var key = text.Key;
            return string.Format(CultureInfo.InvariantCulture, Translations.Of(Language, key) ?? Shown(key), text.Values);
        }
    }

    /// <summary>A circuit is not the request that drew the page first: it is told by the page's root.</summary>
    public void Use(Language language) => Language = language;

    /// <summary>
    /// "1 job", "2 jobs": both are keys, with the number as {0}. A language without the difference has one text for both.
    /// </summary>
    /// <param name="one">With {0}, for 1.</param>
    /// <param name="many">With {0}, for 0 and from 2 on.</param>
    public string Count(long count, string one, string many) =>
        string.Format(CultureInfo.InvariantCulture, this[count == 1 ? one : many], count);

    // the note behind the last bar is for translators
    private static string Shown(string english) => english.LastIndexOf('|') is > 0 and var bar ? english[..bar] : english;
}
