using System.Text.Json;

namespace Studio.Web.Models;

/// <summary>
/// The words that a LoRA was trained with, from its metadata: the phrase of the ModelSpec standard, then the tags that kohya's sd-scripts
/// count by folder of pictures.
/// </summary>
internal static class TriggerWords
{
    private const int Most = 12;

    // a phrase or tag beyond this is a caption, and calls nothing
    private const int Longest = 100;

    public static IReadOnlyList<string> In(IReadOnlyDictionary<string, string> metadata)
    {
        var phrase = metadata.GetValueOrDefault("modelspec.trigger_phrase", "").Trim();
        var tags = Tags(metadata.GetValueOrDefault("ss_tag_frequency", ""));
        return [.. tags.Prepend(phrase).Where(word => word.Length is > 0 and <= Longest)
            .Distinct(StringComparer.OrdinalIgnoreCase).Take(Most)];
    }

    /// <summary>{"10_folder": {"tag": 12}} to the tags, over all folders, the most frequent first.</summary>
    private static IEnumerable<string> Tags(string json)
    {
        try
        {
            var folders = JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, double>>>(json) ?? [];
            return folders.Values.Where(tags => tags is not null).SelectMany(tags => tags)
                .GroupBy(tag => tag.Key.Trim(), tag => tag.Value)
                .OrderByDescending(tag => tag.Sum()).ThenBy(tag => tag.Key, StringComparer.Ordinal).Select(tag => tag.Key);
        }
        catch (JsonException)
        {
            return []; // absent, or of another kind
        }
    }
}
