using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Studio.Web.Auth;

namespace Studio.Web.Components;

/// <summary>
/// Finds the page and gives every page its <see cref="CurrentUser"/>; when a session ends the next render leads to signing in.
/// </summary>
public sealed partial class Routes
{
    private CurrentUser? _user;

    [CascadingParameter]
    private Task<AuthenticationState> State { get; set; } = null!;

    protected override async Task OnParametersSetAsync() => _user = CurrentUser.From((await State).User)?.InPages();
}
