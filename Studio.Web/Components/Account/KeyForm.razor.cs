using System.Globalization;
using Microsoft.AspNetCore.Components;
using Studio.Web.Auth;
using Studio.Web.Auth.Keys;
using Studio.Web.Components.Controls;

namespace Studio.Web.Components.Account;

/// <summary>What a new key is to be: name, end, rights, limits.</summary>
public sealed partial class KeyForm
{
    private static readonly string[] LimitNames = ["workflows", "addresses", "requests", "images", "gpu"];

    private readonly HashSet<string> _chosen = [];
    private readonly LimitDraft _limits = new();
    private IReadOnlyList<string> _scopes = [];
    private Dialog? _dialog;
    private string _owner = "";
    private string _name = "";
    private string _workflows = "";
    private string _addresses = "";
    private IReadOnlyList<Choice> _owners = [];
    private IReadOnlyList<Choice> _ends = [];
    private string _days = "90";

    [Parameter, EditorRequired]
    public string Owner { get; set; } = "";

    /// <summary>Ids and names of those whose it may be instead; null when it is the owner's for sure.</summary>
    [Parameter]
    public IReadOnlyDictionary<string, string>? Owners { get; set; }

    /// <summary>Gets the text of the new key, which nothing else knows.</summary>
    [Parameter, EditorRequired]
    public EventCallback<string> OnMade { get; set; }

    [Parameter, EditorRequired]
    public EventCallback OnClose { get; set; }

    [Inject]
    private KeyManagement Keys { get; set; } = null!;

    // what is wrong must not hide in a closed box
    private bool ShowLimits => LimitNames.Any(name => ErrorOf(name) is not null);

    protected override Task OnInitializedAsync()
    {
        _ends =
        [
            new("7", L["in 7 days"]), new("30", L["in 30 days"]), new("90", L["in 90 days"]), new("365", L["in a year"]),
            new("0", L["never|ends"]),
        ];
        _owners = [.. (Owners ?? new Dictionary<string, string>()).OrderBy(one => one.Value, StringComparer.OrdinalIgnoreCase)
            .Select(one => new Choice(one.Key, one.Value))];
        return ChooseOwnerAsync(Owner);
    }

    private async Task ChooseOwnerAsync(string owner)
    {
        _owner = owner;
        await TryAsync(async by =>
        {
            var allowed = await Keys.ScopesOfAsync(by, _owner);
            _scopes = [.. Scopes.All.Where(allowed.Contains)];
        });
        _chosen.Clear();
        _chosen.UnionWith(_scopes.Where(scope => scope != Scopes.Admin));
    }

    private async Task MakeAsync()
    {
        ClearErrors();
        if (_limits.Read(L, SetError) is not { } limits)
            return;
        string? secret = null;
        var request = new KeyRequest(_name, _chosen)
        {
            Expires = _days == "0" ? null : Time.GetUtcNow().AddDays(int.Parse(_days, CultureInfo.InvariantCulture)),
            Workflows = Lines(_workflows),
            Addresses = Lines(_addresses),
            Limits = limits,
        };
        if (!await TryAsync(async by => (_, secret) = await Keys.CreateAsync(by, _owner, request)))
            return;
        await _dialog!.CloseAsync();
        await OnMade.InvokeAsync(secret);
    }

    private void Choose(string scope, bool on)
    {
        if (on)
            _chosen.Add(scope);
        else
            _chosen.Remove(scope);
    }

    private static string[]? Lines(string text)
    {
        var lines = text.Split(['\n', ',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines.Length == 0 ? null : lines;
    }

    private string? Invalid(string field) => ErrorOf(field) is null ? null : "true";

    private string? Described(string field) => ErrorOf(field) is null ? null : $"key-{field}-error";
}
