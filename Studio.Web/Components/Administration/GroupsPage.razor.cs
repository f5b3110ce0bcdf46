using Microsoft.AspNetCore.Components;
using Studio.Web.Auth;
using Studio.Web.Auth.Users;
using Studio.Web.Components.Account;
using Studio.Web.Components.Controls;

namespace Studio.Web.Components.Administration;

/// <summary>Teams: who is in them and what that gives them.</summary>
public sealed partial class GroupsPage
{
    private readonly HashSet<string> _members = [];
    private IReadOnlyList<Row> _groups = [];
    private IReadOnlyList<User> _users = [];
    private LimitDraft _limits = new();
    private Dialog? _dialog;
    private Group? _doomed;
    private string? _id;
    private string _name = "";
    private string _role = "";
    private bool _open;

    [Inject]
    private GroupManagement Groups { get; set; } = null!;

    [Inject]
    private UserManagement Users { get; set; } = null!;

    protected override async Task OnInitializedAsync() => await TryAsync(LoadAsync);

    private async Task LoadAsync(Actor by)
    {
        _users = await Users.ListAsync(by);
        _groups = [.. (await Groups.ListAsync(by)).Select(one => new Row(one.Group, one.Members))];
    }

    private void Open(string? id)
    {
        ClearErrors();
        var row = _groups.FirstOrDefault(one => one.Group.Id == id);
        var group = row?.Group;
        (_id, _name, _role) = (id, group?.Name ?? "", group?.Role ?? "");
        _limits = LimitDraft.Of(group?.Limits ?? Limits.None);
        _members.Clear();
        _members.UnionWith(row?.Members ?? []);
        _open = true;
    }

    private async Task SaveAsync()
    {
        ClearErrors();
        if (_limits.Read(L, SetError) is not { } limits)
            return;
        var draft = new GroupDraft(_name, _role.Length == 0 ? null : _role, limits, _members);
        var saved = await TryAsync(
            async by =>
            {
                if (_id is { } id)
                    await Groups.ChangeAsync(by, id, draft);
                else
                    await Groups.CreateAsync(by, draft);
                await LoadAsync(by);
            },
            L["Saved."]);
        if (!saved)
            return;
        await _dialog!.CloseAsync();
        _open = false;
    }

    private async Task DeleteAsync()
    {
        var group = _doomed!;
        _doomed = null;
        await TryAsync(
            async by =>
            {
                await Groups.RemoveAsync(by, group.Id);
                await LoadAsync(by);
            },
            L[$"{group.Name} is deleted."]);
    }

    private void Join(string user, bool on)
    {
        if (on)
            _members.Add(user);
        else
            _members.Remove(user);
    }

    private string NameOf(string id) => _users.FirstOrDefault(user => user.Id == id)?.Name ?? id;

    private sealed record Row(Group Group, IReadOnlyList<string> Members);
}
