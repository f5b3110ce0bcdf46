using System.Collections;
using System.Collections.Frozen;
using System.Resources;

namespace Studio.Web.Languages;

/// <summary>
/// All texts of the components by language. They lie in this assembly, not in satellites: the program knows no cultures (invariant
/// globalization keeps 30 MB of ICU out of it).
/// </summary>
internal static class Translations
{
    private static readonly FrozenDictionary<string, Lazy<FrozenDictionary<string, string>>> All = Language.All
        .Where(language => language != Language.English)
        .ToFrozenDictionary(language => language.Code, language => new Lazy<FrozenDictionary<string, string>>(() => Read(language.Code)));

    /// <returns>Null where the language has no such text, and for English, which is the key itself.</returns>
    public static string? Of(Language language, string english) =>
        All.TryGetValue(language.Code, out var texts) ? texts.Value.GetValueOrDefault(english) : null;

    private static FrozenDictionary<string, string> Read(string code)
    {
        var assembly = typeof(Translations).Assembly;
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        var ending = $".{code}.resources";
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.EndsWith(ending, StringComparison.Ordinal)))
        {
            using var reader = new ResourceReader(assembly.GetManifestResourceStream(name)!);
            foreach (DictionaryEntry entry in reader)
                texts[(string)entry.Key] = (string)entry.Value!;
        }

        return texts.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
