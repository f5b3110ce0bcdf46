using Microsoft.AspNetCore.Components;
using Studio.Web.Components.Account;

namespace Studio.Web.Components.Administration;

/// <summary>All managed keys. The filter is in the address.</summary>
public sealed partial class KeysPage
{
    private KeyList? _list;

    [SupplyParameterFromQuery]
    public string? Text { get; set; }

    [SupplyParameterFromQuery]
    public string? State { get; set; }

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private (string Value, string Name)[] States => [("live", L["Active|keys"]), ("ended", L["Ended|keys"]), ("all", L["All"])];

    private string Chosen => States.Any(state => state.Value == State) ? State! : "live";

    private string AddressOf(string state) => Navigation.GetUriWithQueryParameter("state", state == "live" ? null : state);

    private void Find(string? text) => Navigation.NavigateTo(
        Navigation.GetUriWithQueryParameter("text", string.IsNullOrWhiteSpace(text) ? null : text.Trim()), replace: true);
}
