namespace Studio.Web.Languages;

/// <summary>A language that every text of the pages is there in.</summary>
/// <param name="Code">BCP 47, as the page's <c>lang</c> says it.</param>
/// <param name="Name">In that language itself.</param>
public sealed record Language(string Code, string Name)
{
    public static Language English { get; } = new("en", "English");

    public static IReadOnlyList<Language> All { get; } = [English, new("de", "Deutsch"), new("ja", "日本語")];

    public static Language? Find(string? code) => All.FirstOrDefault(language => language.Code == code);

    /// <summary>
    /// What the browser asks for by Accept-Language: of the languages that are here the one with the highest weight, regions left aside;
    /// English if there is none.
    /// </summary>
    public static Language Wanted(IEnumerable<(string Name, double Weight)> asked)
    {
        foreach (var (name, weight) in asked.OrderByDescending(one => one.Weight))
        {
            if (weight > 0 && Find(name.Split('-')[0].ToLowerInvariant()) is { } language)
                return language;
        }

        return English;
    }
}
