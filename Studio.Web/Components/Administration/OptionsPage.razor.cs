using System.Text.Json;
using Microsoft.AspNetCore.Components;
using Studio.Engine;
using Studio.Web.Auth;
using Studio.Web.SettingsFile;

namespace Studio.Web.Components.Administration;

/// <summary>Shows studio.json as fields. The service decides who may, what is right and what is kept.</summary>
public sealed partial class OptionsPage
{
    private readonly Dictionary<string, string?> _edits = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _errors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _revealed = new(StringComparer.Ordinal);
    private IReadOnlyList<SettingValue> _values = [];
    private string _words = "";
    private string? _problem;
    private bool _isSaved;

    [CascadingParameter]
    private CurrentUser? SignedIn { get; set; }

    [Inject]
    private SettingsEditor Editor { get; set; } = null!;

    [Inject]
    private CircuitUser Circuit { get; set; } = null!;

    private IEnumerable<IGrouping<string, SettingValue>> Sections => _values.Where(IsWanted).GroupBy(value => value.Option.Section);

    protected override void OnInitialized()
    {
        if (SignedIn is { } user)
            Try(() => _values = Editor.List(user));
    }

    private bool IsWanted(SettingValue value) => _words.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(word =>
        $"{value.Option.Key} {value.Option.Help}".Contains(word, StringComparison.OrdinalIgnoreCase));

    /// <summary>Options that one explanation is of stand together.</summary>
    private static List<List<SettingValue>> Explained(IEnumerable<SettingValue> section)
    {
        var groups = new List<List<SettingValue>>();
        foreach (var value in section)
        {
            var same = groups.Find(group => value.Option.Help.Length > 0 && group[0].Option.Help == value.Option.Help);
            if (same is null)
                groups.Add([value]);
            else
                same.Add(value);
        }

        return groups;
    }

    private string TextOf(SettingValue value) =>
        _edits.TryGetValue(value.Option.Key, out var text) ? text ?? value.Option.Default : value.Text;

    private void Edit(string key, string? text)
    {
        var value = _values.Single(value => value.Option.Key == key);
        _isSaved = false;
        _errors.Remove(key);
        if (text is null ? !value.IsSet : text == value.Text && !value.Option.IsSecret)
            _edits.Remove(key);
        else
            _edits[key] = text;
    }

    private void Forget()
    {
        _edits.Clear();
        _errors.Clear();
        _problem = null;
    }

    private async Task SaveAsync()
    {
        var user = await Circuit.RequireAsync();
        _errors.Clear();
        _problem = null;
        Try(() =>
        {
            foreach (var (key, problem) in Editor.Save(user, _edits))
            {
                if (key.Length > 0)
                    _errors[key] = problem;
                else
                    _problem = problem;
            }

            if (_errors.Count > 0 || _problem is not null)
                return;
            _edits.Clear();
            _revealed.Clear();
            _values = Editor.List(user);
            _isSaved = true;
        });
    }

    private async Task RevealAsync(string key)
    {
        var user = await Circuit.RequireAsync();
        Try(() => _revealed[key] = Editor.Reveal(user, key));
    }

    private void Try(Action work)
    {
        try
        {
            work();
        }
        catch (UnauthorizedAccessException refused)
        {
            _problem = refused.Message;
        }
        catch (JsonException broken)
        {
            _problem = L[$"studio.json cannot be read: {broken.Message} Mend it on the machine; nothing was changed."];
        }
        catch (IOException failed)
        {
            _problem = L[$"studio.json could not be written: {StorageFault.Words(failed)}"];
        }
    }
}
