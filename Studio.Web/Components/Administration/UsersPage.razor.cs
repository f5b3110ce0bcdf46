using Microsoft.AspNetCore.Components;
using Studio.Web.Auth;
using Studio.Web.Auth.Users;
using Studio.Web.Components.Account;

namespace Studio.Web.Components.Administration;

/// <summary>All accounts. The search is in the address.</summary>
public sealed partial class UsersPage
{
    private IReadOnlyList<User> _users = [];
    private (string Name, string Password)? _secret;
    private IReadOnlyList<User> _shown = [];
    private string? _search;
    private bool _making;

    [SupplyParameterFromQuery]
    public string? Text { get; set; }

    [Inject]
    private UserManagement Users { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    protected override async Task OnParametersSetAsync()
    {
        _search = Text;
        await TryAsync(LoadAsync);
    }

    private async Task LoadAsync(Actor by)
    {
        _users = await Users.ListAsync(by);
        Show();
    }

    private void Show()
    {
        var words = _search?.Trim() ?? "";
        _shown = [.. _users.Where(
            user => words.Length == 0 || TextsOf(user).Any(text => text.Contains(words, StringComparison.OrdinalIgnoreCase)))];
    }

    private void Search(ChangeEventArgs typed)
    {
        _search = (string?)typed.Value;
        Show();
    }

    private void Find() => Navigation.NavigateTo(
        Navigation.GetUriWithQueryParameter("text", string.IsNullOrWhiteSpace(_search) ? null : _search.Trim()), replace: true);

    private async Task MadeAsync(NewUserForm.Made made)
    {
        _making = false;
        await TryAsync(LoadAsync, L[$"{made.Name} was created."]);
        _secret = made.Password is { } password ? (made.Name, password) : null;
    }

    private IEnumerable<string> TextsOf(User user) =>
        [user.Name, user.Role, RoleNames.Of(L, user.Role), user.Email ?? "", .. user.Groups.Select(group => group.Name)];

    private static string GroupsOf(User user) => string.Join(", ", user.Groups.Select(group => group.Name));
}
