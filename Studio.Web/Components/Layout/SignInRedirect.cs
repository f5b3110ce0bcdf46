using Microsoft.AspNetCore.Components;

namespace Studio.Web.Components.Layout;

/// <summary>Leaves the circuit for the sign-in page and comes back to the same place afterwards.</summary>
public sealed class SignInRedirect : ComponentBase
{
    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    protected override void OnInitialized() =>
        Navigation.NavigateTo($"/login?next={Uri.EscapeDataString("/" + Navigation.ToBaseRelativePath(Navigation.Uri))}", forceLoad: true);
}
