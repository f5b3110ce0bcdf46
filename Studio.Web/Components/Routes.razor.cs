using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Studio.Web.Auth;
using Studio.Web.Languages;

namespace Studio.Web.Components;

/// <summary>
/// Finds the page and gives every page its <see cref="CurrentUser"/>; when a session ends the next render leads to signing in.
/// </summary>
public sealed partial class Routes
{
    private CurrentUser? _user;

    /// <summary>The code of the language of the request that the page came with; its circuit has no request of its own.</summary>
    [Parameter]
    public string? Language { get; set; }

    [CascadingParameter]
    private Task<AuthenticationState> State { get; set; } = null!;

    protected override void OnInitialized() => L.Use(Languages.Language.Find(Language) ?? Languages.Language.English);

    protected override async Task OnParametersSetAsync() => _user = CurrentUser.From((await State).User)?.InPages();
}
