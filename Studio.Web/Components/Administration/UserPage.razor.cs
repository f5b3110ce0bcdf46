using Microsoft.AspNetCore.Components;
using MudBlazor;
using Studio.Web.Auth;
using Studio.Web.Auth.Users;
using Studio.Web.Components.Account;
using Studio.Web.Components.Controls;

namespace Studio.Web.Components.Administration;

/// <summary>One account: rights, limits, groups, sessions, keys.</summary>
public sealed partial class UserPage
{
    private readonly HashSet<string> _memberOf = [];
    private User? _user;
    private IReadOnlyList<Group> _groups = [];
    private LimitDraft _limits = new();
    private string _name = "";
    private string _email = "";
    private string _role = "";
    private bool _enabled;
    private string? _secret;
    private Asking _asking;

    private enum Asking
    {
        Nothing,
        Password,
        Delete,
    }

    [Parameter]
    public string Id { get; set; } = "";

    [Inject]
    private UserManagement Users { get; set; } = null!;

    [Inject]
    private GroupManagement Groups { get; set; } = null!;

    [Inject]
    private ISnackbar Notes { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private bool IsMe => SignedIn?.Id == Id;

    protected override async Task OnParametersSetAsync()
    {
        _secret = null;
        await TryAsync(LoadAsync);
    }

    private async Task LoadAsync(Actor by)
    {
        _user = null;
        var user = await Users.GetAsync(by, Id);
        _groups = [.. (await Groups.ListAsync(by)).Select(one => one.Group)];
        (_name, _email, _role, _enabled) = (user.Name, user.Email ?? "", user.Role, user.Enabled);
        _limits = LimitDraft.Of(user.Limits);
        _memberOf.Clear();
        _memberOf.UnionWith(user.Groups.Select(group => group.Id));
        _user = user;
    }

    private async Task SaveAsync()
    {
        ClearErrors();
        if (_limits.Read(L, SetError) is not { } limits)
            return;
        var before = _user!;
        if (await TryAsync(
            by => WriteAsync(by, before.Id, new UserChange(_name, _role, _enabled, Email: _email.Trim(), Limits: limits), _memberOf)))
            Notes.Offer(L, L[$"{_user!.Name} is saved."], () => InvokeAsync(() => RestoreAsync(before)));
    }

    private async Task RestoreAsync(User before)
    {
        var change = new UserChange(before.Name, before.Role, before.Enabled, Email: before.Email ?? "", Limits: before.Limits);
        await TryAsync(by => WriteAsync(by, before.Id, change, [.. before.Groups.Select(group => group.Id)]), L["As it was before."]);
        StateHasChanged();
    }

    private async Task WriteAsync(Actor by, string id, UserChange change, IReadOnlyCollection<string> groups)
    {
        await Users.ChangeAsync(by, id, change);
        await Groups.SetOfUserAsync(by, id, groups);
        await LoadAsync(by);
    }

    private Task ResetPasswordAsync()
    {
        var password = Passwords.Generate();
        _asking = Asking.Nothing;
        return TryAsync(async by =>
        {
            await Users.ChangeAsync(by, Id, new UserChange(Password: password));
            await LoadAsync(by);
            _secret = password;
        });
    }

    private async Task DeleteAsync()
    {
        _asking = Asking.Nothing;
        if (await TryAsync(by => Users.RemoveAsync(by, Id)))
            Navigation.NavigateTo("/studio/users");
    }

    private void Join(string group, bool on)
    {
        if (on)
            _memberOf.Add(group);
        else
            _memberOf.Remove(group);
    }

    private string? Invalid(string field) => ErrorOf(field) is null ? null : "true";

    private string? Described(string field) => ErrorOf(field) is null ? null : $"{field}-error";
}
