using Microsoft.AspNetCore.Components;
using Studio.Web.Auth;
using Studio.Web.Auth.Users;

namespace Studio.Web.Components.Account;

/// <summary>Signed-in browsers, and how to end them.</summary>
public sealed partial class SessionList
{
    private IReadOnlyList<SessionEntry> _sessions = [];
    private IReadOnlyDictionary<string, string> _names = new Dictionary<string, string>();
    private string? _current;
    private bool _asking;

    /// <summary>Whose; null for everybody's.</summary>
    [Parameter]
    public string? User { get; set; }

    [Inject]
    private SessionManagement Sessions { get; set; } = null!;

    [Inject]
    private UserManagement Users { get; set; } = null!;

    // whether the browser in front of the person is among them: it stays signed in
    private bool HasThisOne => User is null || User == SignedIn?.Id;

    protected override async Task OnParametersSetAsync() => await TryAsync(LoadAsync);

    private async Task LoadAsync(Actor by)
    {
        _current = SessionManagement.HandleOf(by.User);
        _sessions = await Sessions.ListAsync(by, User);
        if (User is null)
            _names = (await Users.ListAsync(by)).ToDictionary(user => user.Id, user => user.Name);
    }

    private string NameOf(string userId) => _names.GetValueOrDefault(userId) ?? userId;

    private Task EndAsync(string handle) => TryAsync(
        async by =>
        {
            await Sessions.EndAsync(by, User, handle);
            await LoadAsync(by);
        },
        L["That session has ended."]);

    private async Task EndOthersAsync()
    {
        var ended = 0;
        if (await TryAsync(async by =>
        {
            ended = await Sessions.EndOthersAsync(by, User);
            await LoadAsync(by);
        }))
            Said = L.Count(ended, "{0} session ended.", "{0} sessions ended.");
    }
}
