using Microsoft.AspNetCore.Components;
using Studio.Web.Auth;

namespace Studio.Web.Components.Pages;

/// <summary>What this server is and how programs reach it.</summary>
public sealed partial class Settings
{
    [CascadingParameter]
    private CurrentUser? User { get; set; }

    [Inject]
    private StudioOptions Options { get; set; } = null!;

    [Inject]
    private Access Access { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private string Mode => Access.Mode == AccessMode.Local
        ? L["Local: only this machine can reach it, and nobody needs to sign in."]
        : L[$"Keyed: people sign in, programs send a key. The master key comes from {Access.MasterKey!.Origin}."];

    private string Example => Access.Mode == AccessMode.Local
        ? $"curl {Navigation.BaseUri}system_stats"
        : $"curl -H \"X-API-Key: $API_KEY\" {Navigation.BaseUri}system_stats";
}
