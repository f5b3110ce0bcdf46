using Microsoft.AspNetCore.Components;
using Studio.Web.Auth;
using Studio.Web.Auth.Users;
using Studio.Web.Components.Controls;

namespace Studio.Web.Components.Administration;

/// <summary>A new account: name, role and how it signs in.</summary>
public sealed partial class NewUserForm
{
    private IReadOnlyList<Choice> _ways = [];
    private Dialog? _dialog;
    private string _name = "";
    private string _role = Roles.Artist;
    private string _password = "";
    private string _email = "";
    private Way _way;

    private enum Way
    {
        Generated,
        Typed,
        None,
    }

    [Parameter, EditorRequired]
    public EventCallback<Made> OnMade { get; set; }

    [Parameter, EditorRequired]
    public EventCallback OnClose { get; set; }

    [Inject]
    private UserManagement Users { get; set; } = null!;

    protected override void OnInitialized() => _ways =
    [
        new($"{Way.Generated}", L["a generated password, shown once"]), new($"{Way.Typed}", L["a password I type"]),
        new($"{Way.None}", L["no password, only keys or another provider"]),
    ];

    private async Task MakeAsync()
    {
        var password = _way switch
        {
            Way.Generated => Passwords.Generate(),
            Way.Typed => _password,
            _ => null,
        };
        var email = string.IsNullOrWhiteSpace(_email) ? null : _email.Trim();
        if (!await TryAsync(by => Users.CreateAsync(by, new NewUser(_name, _role, password, email))))
            return;
        await _dialog!.CloseAsync();
        await OnMade.InvokeAsync(new(_name.Trim(), _way == Way.Generated ? password : null));
    }

    private string? Invalid(string field) => ErrorOf(field) is null ? null : "true";

    private string? Described(string field) => ErrorOf(field) is null ? null : $"user-{field}-error";

    /// <param name="Password">To be shown; null when whoever asked knows it already.</param>
    public sealed record Made(string Name, string? Password);
}
