using System.Globalization;
using Microsoft.AspNetCore.Components;
using Studio.Web.Auth;
using Studio.Web.Auth.Keys;
using Studio.Web.Auth.Users;
using Studio.Web.Components.Controls;

namespace Studio.Web.Components.Account;

/// <summary>
/// Managed keys: making, rotating, revoking. The text of a new one is in this component only, until it is put away or the page is left.
/// </summary>
public sealed partial class KeyList
{
    private IReadOnlyList<ApiKey> _keys = [];
    private IReadOnlyDictionary<string, string> _names = new Dictionary<string, string>();
    private IReadOnlyList<ApiKey> _shown = [];
    private IReadOnlyList<Choice> _overlaps = [];
    private Dialog? _dialog;
    private ApiKey? _chosen;
    private string? _secret;
    private bool _rotating;
    private bool _making;
    private string _overlapHours = "24";

    /// <summary>Whose; null for everybody's.</summary>
    [Parameter]
    public string? Owner { get; set; }

    /// <summary>"live", "ended" or null for both.</summary>
    [Parameter]
    public string? State { get; set; }

    /// <summary>What name, public part or owner contain.</summary>
    [Parameter]
    public string? Search { get; set; }

    [Inject]
    private KeyManagement Keys { get; set; } = null!;

    [Inject]
    private UserManagement Users { get; set; } = null!;

    private DateTimeOffset Now => Time.GetUtcNow();

    protected override void OnInitialized() => _overlaps =
    [
        new("0", L["not at all, end it now"]), new("1", L["1 hour"]), new("24", L["1 day"]), new("168", L["7 days"]),
        new("720", L["30 days"]),
    ];

    protected override async Task OnParametersSetAsync() => await TryAsync(LoadAsync);

    /// <summary>Asks what the new key is to be.</summary>
    public void Create()
    {
        _making = true;
        StateHasChanged();
    }

    private async Task LoadAsync(Actor by)
    {
        _keys = await Keys.ListAsync(by, Owner);
        if (Owner is null)
            _names = (await Users.ListAsync(by)).ToDictionary(user => user.Id, user => user.Name);
        _shown = [.. _keys.Where(key => (State is null || key.IsLive(Now) == (State == "live")) && Matches(key))];
    }

    private bool Matches(ApiKey key) =>
        string.IsNullOrWhiteSpace(Search)
        || new[] { key.Name, $"sk_{key.Id}",
            NameOf(key.Owner) }.Any(text => text.Contains(Search.Trim(), StringComparison.OrdinalIgnoreCase));

    private string NameOf(string userId) => _names.GetValueOrDefault(userId) ?? userId;

    private (string Text, string? Badge) StateOf(ApiKey key) => key switch
    {
        { Revoked: not null } => (L["revoked"], "bad"),
        _ when !key.IsLive(Now) => (L["expired"], "bad"),
        { ReplacedBy: not null } => (L["replaced"], "warn"),
        _ => (L["active"], "ok"),
    };

    private string UseOf(ApiKey key) =>
        key.LastUsed is { } used ? L[$"{Readable.Ago(L, used, Time)} from {key.LastUsedFrom}|when and which address"] : L["never|used"];

    private string EndOf(ApiKey key) => key switch
    {
        { Revoked: { } revoked } => L[$"revoked {Readable.Ago(L, revoked, Time)}"],
        { Expires: { } expires } when expires <= Now => L[$"ended {Readable.Ago(L, expires, Time)}"],
        { Expires: { } expires } => Readable.Until(L, expires, Time),
        _ => L["never|ends"],
    };

    /// <summary>"comfy (read, run), gallery (read)".</summary>
    private static string ScopesOf(ApiKey key) =>
        string.Join(", ", key.Scopes.Select(scope => scope.Split(':')).GroupBy(pair => pair[0], pair => pair[^1], StringComparer.Ordinal)
        .OrderBy(surface => surface.Key, StringComparer.Ordinal)
            .Select(surface => $"{surface.Key} ({string.Join(", ", surface.Order(StringComparer.Ordinal))})"));

    private IEnumerable<string> LimitsOf(ApiKey key)
    {
        if (key.Workflows is { } workflows)
            yield return L[$"only the workflows {string.Join(", ", workflows.Order(StringComparer.Ordinal))}"];
        if (key.Addresses is { } addresses)
            yield return L[$"only from {string.Join(", ", addresses)}"];
        if (LimitDraft.InWords(L, key.Limits) is { } limits)
            yield return limits;
    }

    private async Task MadeAsync(string secret)
    {
        _making = false;
        await TryAsync(LoadAsync);
        _secret = secret;
    }

    private async Task RotateAsync()
    {
        var (key, hours) = (_chosen!, int.Parse(_overlapHours, CultureInfo.InvariantCulture));
        await _dialog!.CloseAsync();
        Close();
        await TryAsync(
            async by =>
            {
                (_, _secret) = await Keys.RotateAsync(by, Owner, key.Id, TimeSpan.FromHours(hours));
                await LoadAsync(by);
            },
            hours == 0
                ? L[$"sk_{key.Id} has ended."]
                : L[$"sk_{key.Id} works for {hours} hours more."]);
    }

    private async Task RevokeAsync()
    {
        var key = _chosen!;
        _secret = null;
        Close();
        await TryAsync(
            async by =>
            {
                await Keys.RevokeAsync(by, Owner, key.Id);
                await LoadAsync(by);
            },
            L[$"sk_{key.Id} no longer works."]);
    }

    private void Close() => _chosen = null;
}
