using System.Text.Json;
using System.Text.Json.Nodes;
using Studio.Engine;
using Studio.Web.Auth;

namespace Studio.Web.UserData;

/// <summary>What somebody begins with when they choose a model, where that is not what its family suggests.</summary>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
public sealed record ModelPreference(int Width, int Height, int Steps, double Cfg, string Sampler, string Scheduler);

/// <summary>Every user's preferences by model, among their settings: "Studio.Model." and the model's name.</summary>
public sealed class ModelPreferences(UserSettings settings, UserSpaces spaces)
{
    private const string Prefix = "Studio.Model.";

    /// <summary>By the model's name; empty where the settings cannot be read, and without those that are none.</summary>
    public IReadOnlyDictionary<string, ModelPreference> Read(CurrentUser user)
    {
        var found = new Dictionary<string, ModelPreference>(StringComparer.Ordinal);
        foreach (var (name, value) in All(user))
        {
            if (name.StartsWith(Prefix, StringComparison.Ordinal) && PreferenceIn(value) is { } preference)
                found[name[Prefix.Length..]] = preference;
        }

        return found;
    }

    /// <param name="preference">Null forgets it.</param>
    /// <exception cref="EngineException">The settings cannot be read (BadFile) or written (Storage, Unwritable).</exception>
    /// <exception cref="UserDataException">UnknownUser: with --multi-user these are nobody's. TooLarge.</exception>
    /// <exception cref="UnauthorizedAccessException">The user may only look.</exception>
    public void Keep(CurrentUser user, string model, ModelPreference? preference) => settings.Merge(spaces.Open(user, comfyUser: null),
        new JsonObject { [Prefix + model] = preference is null ? null : JsonSerializer.SerializeToNode(preference) });

    private JsonObject All(CurrentUser user)
    {
        try
        {
            return settings.Read(spaces.Open(user, comfyUser: null));
        }
        catch (Exception e) when (e is EngineException or UserDataException)
        {
            return []; // the page that wants to keep one is told
        }
    }

    private static ModelPreference? PreferenceIn(JsonNode? value)
    {
        try
        {
            return value.Deserialize<ModelPreference>() is { Sampler: not null, Scheduler: not null } preference ? preference : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
