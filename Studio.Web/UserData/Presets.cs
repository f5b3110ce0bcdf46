using System.Text.Json;
using System.Text.Json.Nodes;
using Studio.Engine;
using Studio.Web.Auth;

namespace Studio.Web.UserData;

/// <summary>A form, or a part of it, under a name.</summary>
/// <param name="Folder">Where it stands among the others; empty for the top.</param>
/// <param name="Positive">A prompt, or with "{prompt}" in it a style around whatever is typed; null leaves the prompt alone.</param>
/// <param name="Settings">Fields of the form by name; null leaves them alone.</param>
public sealed record Preset(string Name, string Folder, string? Positive, string? Negative, JsonObject? Settings);

/// <summary>Every user's presets, among their settings: one list under "Studio.Presets".</summary>
public sealed class Presets(UserSettings settings, UserSpaces spaces)
{
    /// <summary>The setting that holds them: the list can be fetched and sent as any other.</summary>
    public const string Setting = "Studio.Presets";

    private const int Most = 1000;
    private const int LongestName = 100;
    private const int LongestPrompt = 30_000;

    /// <summary>By folder and name; empty where the settings cannot be read.</summary>
    public IReadOnlyList<Preset> Read(CurrentUser user)
    {
        try
        {
            return InOrder(Parse(settings.Read(spaces.Open(user, comfyUser: null))[Setting]));
        }
        catch (Exception e) when (e is EngineException or UserDataException)
        {
            return []; // who wants to keep one is told
        }
    }

    /// <summary>Keeps one, in the place of any of its folder and name.</summary>
    /// <exception cref="EngineException">BadPrompt: it has no name or too much in it. Storage, Unwritable, BadFile as for
    /// settings.</exception>
    /// <exception cref="UnauthorizedAccessException">The user may only look.</exception>
    public void Keep(CurrentUser user, Preset preset) => Store(user, [.. Without(Read(user), preset), Checked(preset)]);

    public void Remove(CurrentUser user, Preset preset) => Store(user, [.. Without(Read(user), preset)]);

    /// <summary>Adds those of a file that was exported; how many.</summary>
    /// <exception cref="EngineException">BadFile: it is no list of presets; otherwise as for <see cref="Keep"/>.</exception>
    public int Import(CurrentUser user, string json)
    {
        JsonNode? read;
        try
        {
            read = JsonNode.Parse(json);
        }
        catch (JsonException e)
        {
            throw new EngineException(EngineError.BadFile, "The file is no JSON. Take one that was exported here.", e);
        }

        var added = Parse(read).Select(Checked).ToList();
        if (added.Count == 0)
            throw new EngineException(EngineError.BadFile, "There are no presets in the file. Take one that was exported here.");
        Store(user, [.. added.Aggregate(Read(user), Without), .. added]);
        return added.Count;
    }

    private void Store(CurrentUser user, IReadOnlyList<Preset> presets)
    {
        if (presets.Count > Most)
            throw new EngineException(EngineError.BadPrompt, $"{Most} presets are the most. Delete some first.");
        settings.Merge(spaces.Open(user, comfyUser: null), new JsonObject { [Setting] = JsonSerializer.SerializeToNode(InOrder(presets)) });
    }

    private static Preset Checked(Preset preset)
    {
        if (string.IsNullOrWhiteSpace(preset.Name) || preset.Name.Length > LongestName || preset.Folder.Length > LongestName)
            throw new EngineException(EngineError.BadPrompt, $"A preset has a name of up to {LongestName} characters.");
        return preset is { Positive.Length: > LongestPrompt } or { Negative.Length: > LongestPrompt }
            ? throw new EngineException(EngineError.BadPrompt, $"The prompt of {preset.Name} is longer than {LongestPrompt} characters.")
            : preset with { Name = preset.Name.Trim(), Folder = preset.Folder.Trim() };
    }

    private static IReadOnlyList<Preset> Without(IReadOnlyList<Preset> presets, Preset other) =>
        [.. presets.Where(preset => (preset.Folder, preset.Name) != (other.Folder.Trim(), other.Name.Trim()))];

    private static IReadOnlyList<Preset> InOrder(IEnumerable<Preset> presets) =>
        [.. presets.OrderBy(preset => preset.Folder, StringComparer.OrdinalIgnoreCase).ThenBy(preset => preset.Name,
            StringComparer.OrdinalIgnoreCase)];

    // anybody may have written into the settings: what is no preset is passed over
    private static IReadOnlyList<Preset> Parse(JsonNode? list) => [.. (list as JsonArray ?? []).Select(PresetIn).OfType<Preset>()];

    private static Preset? PresetIn(JsonNode? entry)
    {
        try
        {
            return entry.Deserialize<Preset>() is { Name: not null } preset ? preset with { Folder = preset.Folder ?? "" } : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
