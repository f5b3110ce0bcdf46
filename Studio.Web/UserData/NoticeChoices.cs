using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Studio.Engine;
using Studio.Web.Auth;

namespace Studio.Web.UserData;

/// <summary>Which ends of one's own jobs are told; failures are with all but <see cref="Nothing"/>.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<NoticeWhen>))]
public enum NoticeWhen
{
    /// <summary>When nothing of one's own waits or runs any more.</summary>
    AllDone,

    EveryJob,

    Nothing,
}

/// <summary>How somebody wants to hear of the ends of their jobs.</summary>
/// <param name="InBrowser">By the system as well, where the browser lets this server and nobody looks at the page.</param>
/// <param name="WithSound">With a short sound.</param>
public sealed record NoticeChoice(NoticeWhen When = NoticeWhen.AllDone, bool InBrowser = false, bool WithSound = false);

/// <summary>Every user's choice, among their settings: "Studio.Notices".</summary>
public sealed class NoticeChoices(UserSettings settings, UserSpaces spaces)
{
    private const string Name = "Studio.Notices";

    /// <summary>What everybody begins with where nothing was chosen, or cannot be read.</summary>
    public NoticeChoice Read(CurrentUser user)
    {
        try
        {
            return settings.Read(spaces.Open(user, comfyUser: null))[Name]?.Deserialize<NoticeChoice>() ?? new();
        }
        catch (Exception e) when (e is EngineException or UserDataException or JsonException)
        {
            return new();
        }
    }

    /// <exception cref="EngineException">The settings cannot be read (BadFile) or written (Storage, Unwritable).</exception>
    /// <exception cref="UserDataException">UnknownUser: with --multi-user these are nobody's. TooLarge.</exception>
    /// <exception cref="UnauthorizedAccessException">The user may only look.</exception>
    public void Keep(CurrentUser user, NoticeChoice choice) => settings.Merge(spaces.Open(user, comfyUser: null),
        new JsonObject { [Name] = JsonSerializer.SerializeToNode(choice) });
}
