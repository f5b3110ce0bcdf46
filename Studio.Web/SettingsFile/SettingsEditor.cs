using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Studio.Web.Auth;

namespace Studio.Web.SettingsFile;

/// <summary>A setting as studio.json has it.</summary>
/// <param name="Text">What is set, lists with an item a line; the default where nothing is; empty for a secret.</param>
/// <param name="IsSet">Whether studio.json says something.</param>
/// <param name="IsWaiting">The server runs with something else, since it was changed after the start.</param>
public sealed record SettingValue(OptionEntry Option, string Text, bool IsSet, bool IsWaiting)
{
    /// <summary>What goes over the file here, "a flag" or "the environment", as far as this start knows; null when nothing does.</summary>
    public string? SetBy { get; init; }

    /// <summary>What the server runs with where something goes over the file; empty for a secret.</summary>
    public string Running { get; init; } = "";
}

/// <summary>
/// studio.json as administrators see and change it. A change is checked by the rules of a start before it is kept, everything else in the
/// file stays, and what changed stands in the audit log.
/// </summary>
public sealed class SettingsEditor(StudioOptions running, ISettingsCheck check, Audit audit)
{
    private readonly Lock _gate = new();

    /// <summary>Every setting, in the order in which they are declared.</summary>
    /// <exception cref="UnauthorizedAccessException">The user is no administrator.</exception>
    /// <exception cref="JsonException">The file is not JSON; it has to be mended by hand.</exception>
    public IReadOnlyList<SettingValue> List(CurrentUser user)
    {
        Require(user);
        var text = Read();
        return [.. OptionList.All.Select(option => Of(option, text))];
    }

    /// <summary>Keeps new values; null goes back to the default.</summary>
    /// <returns>A sentence for each thing that is wrong, by key where one is to blame; nothing is kept then.</returns>
    /// <exception cref="UnauthorizedAccessException">The user is no administrator.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public IReadOnlyList<(string Key, string Problem)> Save(CurrentUser user, IReadOnlyDictionary<string, string?> changes)
    {
        Require(user);
        lock (_gate)
        {
            var (text, problems) = (Read(), new List<(string, string)>());
            foreach (var (key, value) in changes)
            {
                if (OptionList.All.FirstOrDefault(option => option.Key == key) is not { IsFileOnly: false } option)
                    problems.Add((key, $"{key} cannot be changed here, only in studio.json on the machine itself."));
                else if (!TryJson(option, value, out var json))
                    problems.Add((key, $"This must be {Expected(option)}."));
                else
                    text = SettingsText.With(text, key, json);
            }

            if (problems.Count == 0)
                problems.AddRange(check.Problems(text).Select(problem => (KeyIn(problem, changes.Keys), problem)));
            if (problems.Count > 0)
                return problems;
            AtomicFile.Replace(running.Paths.Settings, Encoding.UTF8.GetBytes(text));
        }

        foreach (var (key, value) in changes)
            audit.Record(AuditEntry.By(user, AuditActions.SettingChanged) with { Target = key, Detail = DetailOf(key, value) });
        return [];
    }

    /// <summary>The value of a secret. Who asked is written down.</summary>
    /// <exception cref="UnauthorizedAccessException">The user is no administrator.</exception>
    public string Reveal(CurrentUser user, string key)
    {
        Require(user);
        audit.Record(AuditEntry.By(user, AuditActions.SettingRevealed) with { Target = key });
        return TextOf(SettingsText.Find(Read(), key));
    }

    private SettingValue Of(OptionEntry option, string text)
    {
        var set = SettingsText.Find(text, option.Key);
        var now = set is null ? option.Default : TextOf(set);
        var runs = OptionList.ValueOf(running, option.Key);
        var by = running.SetOverFile.GetValueOrDefault(option.Key);
        // what goes over the file now goes over it at the next start: nothing waits for that
        var isWaiting = by is null && !now.Equals(runs, StringComparison.OrdinalIgnoreCase);
        return new(option, option.IsSecret ? "" : now, set is not null, isWaiting)
        {
            SetBy = by,
            Running = by is null || option.IsSecret ? "" : runs,
        };
    }

    private string Read() => File.Exists(running.Paths.Settings) ? File.ReadAllText(running.Paths.Settings) : OptionList.Sample();

    private static void Require(CurrentUser user)
    {
        if (!user.IsAdmin || user.IsDelegated)
            throw new UnauthorizedAccessException("Only an administrator who has signed in may see and change the settings.");
    }

    private static string DetailOf(string key, string? value) => value is null ? "back to the default"
        : OptionList.All.Single(option => option.Key == key).IsSecret ? "a new secret"
        : $"now {value.ReplaceLineEndings(", ")}";

    // sentences of the rules begin with the key, or end with how to set it
    private static string KeyIn(string problem, IEnumerable<string> keys) =>
        keys.OrderByDescending(key => key.Length).FirstOrDefault(key => problem.Contains(key, StringComparison.Ordinal)) ?? "";

    private static string TextOf(JsonNode? json) => json switch
    {
        null => "",
        JsonArray items => string.Join('\n', items.Select(TextOf)),
        JsonValue value when value.TryGetValue(out string? text) => text,
        _ => json.ToJsonString(),
    };

    private static bool TryJson(OptionEntry option, string? text, out JsonNode? json)
    {
        text = text?.Trim();
        json = null;
        if (string.IsNullOrEmpty(text))
            return text is null || option.Kind is OptionKind.Text or OptionKind.List or OptionKind.Number;
        json = option.Kind switch
        {
            OptionKind.Whole => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
                ? whole : null,
            OptionKind.Number => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                && double.IsFinite(number) ? number : null,
            OptionKind.Truth => bool.TryParse(text, out var truth) ? truth : null,
            OptionKind.Choice => option.Choices.Contains(text, StringComparer.OrdinalIgnoreCase) ? text : null,
            OptionKind.List => new JsonArray([.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(item => (JsonNode)item)]),
            _ => text,
        };
        return json is not null;
    }

    private static string Expected(OptionEntry option) => option.Kind switch
    {
        OptionKind.Whole => "a whole number",
        OptionKind.Number => "a number",
        OptionKind.Truth => "true or false",
        _ => $"one of {string.Join(", ", option.Choices)}",
    };
}
