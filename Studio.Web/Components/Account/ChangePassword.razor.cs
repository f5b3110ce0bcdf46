using Microsoft.AspNetCore.Components;
using Studio.Web.Auth;
using Studio.Web.Auth.Users;

namespace Studio.Web.Components.Account;

/// <summary>A plain form post, as signing in: this browser gets a new cookie, which a circuit cannot set.</summary>
public sealed partial class ChangePassword
{
    private bool _hasOne;
    private bool _done;
    private AccountException? _error;

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    [CascadingParameter]
    private CurrentUser? User { get; set; }

    [Inject]
    private OwnPassword Passwords { get; set; } = null!;

    [SupplyParameterFromForm(Name = "old", FormName = "password")]
    private string? Old { get; set; }

    [SupplyParameterFromForm(Name = "new", FormName = "password")]
    private string? Wanted { get; set; }

    [SupplyParameterFromForm(Name = "again", FormName = "password")]
    private string? Again { get; set; }

    protected override async Task OnInitializedAsync()
    {
        try
        {
            _hasOne = await Passwords.ExistsAsync(CurrentUser.From(Context.User)!, Context.RequestAborted);
        }
        catch (AccountException e)
        {
            _error = e;
        }
    }

    private async Task ChangeAsync()
    {
        try
        {
            if (Wanted != Again)
                throw AccountException.Bad(L["The two are not the same."], "again");
            await Passwords.ChangeAsync(Context, CurrentUser.From(Context.User)!, Old, Wanted);
            _done = true;
        }
        catch (AccountException e)
        {
            Context.Response.StatusCode = e.Status;
            _error = e;
        }
    }

    private string? ErrorOf(string field) => _error?.Field == field ? _error.Message : null;

    private string? Invalid(string field) => ErrorOf(field) is null ? null : "true";

    private string? Described(string field) => ErrorOf(field) is null ? null : $"{field}-error";
}
