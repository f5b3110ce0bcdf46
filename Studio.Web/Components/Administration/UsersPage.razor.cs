using Microsoft.AspNetCore.Components;
using Studio.Web.Auth.Users;
using Studio.Web.Components.Account;

namespace Studio.Web.Components.Administration;

/// <summary>All accounts. The search is in the address.</summary>
public sealed partial class UsersPage
{
    private IReadOnlyList<User> _users = [];
    private (string Name, string Password)? _secret;
    private string? _search;
    private bool _making;

    [SupplyParameterFromQuery]
    public string? Text { get; set; }

    [Inject]
    private UserManagement Users { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private List<User> Shown => [.. _users.Where(user => string.IsNullOrWhiteSpace(_search) || TextsOf(user).Any(text => text.Contains(_search.Trim(), StringComparison.OrdinalIgnoreCase)))];

    protected override async Task OnParametersSetAsync()
    {
        _search = Text;
        await TryAsync(async by => _users = await Users.ListAsync(by));
    }

    private void Find() => Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("text", string.IsNullOrWhiteSpace(_search) ? null : _search.Trim()), replace: true);

    private async Task MadeAsync(NewUserForm.Made made)
    {
        _making = false;
        await TryAsync(async by => _users = await Users.ListAsync(by), $"{made.Name} was made.");
        _secret = made.Password is { } password ? (made.Name, password) : null;
    }

    private static IEnumerable<string> TextsOf(User user) => [user.Name, user.Role, user.Email ?? "", .. user.Groups.Select(group => group.Name)];

    private static string AboutOf(User user)
    {
        string?[] parts =
        [
            user.Email,
            user.Groups.Count > 0 ? "in " + string.Join(", ", user.Groups.Select(group => group.Name)) : null,
            user.Password is null ? "no password" : null,
            LimitDraft.InWords(user.EffectiveLimits),
        ];
        return string.Join(" · ", parts.OfType<string>());
    }
}
