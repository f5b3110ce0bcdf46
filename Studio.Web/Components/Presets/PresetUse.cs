using System.Text.Json;
using System.Text.Json.Nodes;
using Studio.Web.Components.Generation;
using Studio.Web.UserData;

namespace Studio.Web.Components.Presets;

/// <summary>Presets of a form, and a form of presets.</summary>
public static class PresetUse
{
    private const string Place = "{prompt}";

    // what belongs to one picture and not to a way of making them
    private static readonly string[] Own = ["Positive", "Negative", "Seed", "RandomSeed", "VariationSeed", "Count", "Source", "Mask",
        "ControlPicture", "PadLeft", "PadTop", "PadRight", "PadBottom", "WithMetadata"];

    public static Preset Of(GenerationDraft draft, string name, string folder, bool withPrompt, bool withSettings) => new(
        name, folder, withPrompt ? draft.Positive : null, withPrompt ? draft.Negative : null, withSettings ? SettingsOf(draft) : null);

    /// <summary>The form with what the preset has. A prompt with "{prompt}" goes around what is typed, any other takes its place.</summary>
    public static GenerationDraft Apply(GenerationDraft draft, Preset preset)
    {
        var set = draft;
        if (preset.Settings is { } settings)
        {
            var fields = (JsonObject)JsonNode.Parse(draft.ToJson())!;
            foreach (var (name, value) in settings)
            {
                if (fields.ContainsKey(name) && !Own.Contains(name))
                    fields[name] = value?.DeepClone();
            }

            set = GenerationDraft.FromJson(fields.ToJsonString()) ?? draft; // of another version, or written by hand
        }

        return set with { Positive = Around(preset.Positive, draft.Positive), Negative = Around(preset.Negative, draft.Negative) };
    }

    private static string Around(string? preset, string typed) => preset is null ? typed
        : preset.Contains(Place, StringComparison.Ordinal) ? preset.Replace(Place, typed, StringComparison.Ordinal) : preset;

    private static JsonObject SettingsOf(GenerationDraft draft)
    {
        var fields = (JsonObject)JsonSerializer.SerializeToNode(draft)!;
        foreach (var name in Own)
            fields.Remove(name);
        return fields;
    }
}
