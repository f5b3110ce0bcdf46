using System.Globalization;
using System.Text.Json.Nodes;

namespace Studio.Web;

/// <summary>
/// What /features says and what a socket's client is told when it names its own: what the server can do, and what --feature-flag adds.
/// </summary>
public static class FeatureFlags
{
    /// <summary>The server's own, then the operator's: KEY is true; KEY=VALUE is true, false, a number or a text.</summary>
    public static JsonObject Of(StudioOptions options)
    {
        var features = Own(options);
        foreach (var (key, value) in options.FeatureFlags.Select(Split))
            features[key] = ValueOf(value);
        return features;
    }

    /// <summary>What is wrong with a flag; null when nothing is.</summary>
    internal static string? Problem(string flag) => Split(flag).Key switch
    {
        "" => $"FeatureFlags holds '{flag}', which has no name; write KEY or KEY=VALUE.",
        var key when Own(new()).ContainsKey(key) => $"FeatureFlags holds '{key}', which the server says itself.",
        _ => null,
    };

    private static JsonObject Own(StudioOptions options) => new()
    {
        ["supports_preview_metadata"] = true,
        ["supports_model_type_tags"] = true,
        ["max_upload_size"] = options.MaxUploadBytes,
        ["extension"] = new JsonObject { ["manager"] = new JsonObject { ["supports_v4"] = true } },
        ["node_replacements"] = true,
        ["assets"] = false,
    };

    private static (string Key, string? Value) Split(string flag) =>
        flag.IndexOf('=', StringComparison.Ordinal) is var at and >= 0 ? (flag[..at].Trim(), flag[(at + 1)..].Trim()) : (flag.Trim(), null);

    private static JsonNode ValueOf(string? text) => text switch
    {
        null => true,
        _ when bool.TryParse(text, out var truth) => truth,
        _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => whole,
        _ when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) => number,
        _ => text,
    };
}
