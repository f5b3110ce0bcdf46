using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Studio.Web.Auth;

namespace Studio.Web.Components.Layout;

/// <summary>Navigation beside every page: a column on wide screens, a bar at the thumb on phones.</summary>
public sealed partial class MainLayout
{
    private ErrorBoundary? _boundary;

    [CascadingParameter]
    private CurrentUser? User { get; set; }

    private Place[] Places =>
    [
        new("/", L["Generate"], "generate"),
        // below /studio because ComfyUI's API owns /queue and /models
        new("/studio/queue", L["Queue"], "queue"),
        new("/studio/gallery", L["Gallery"], "gallery"),
        new("/studio/workflows", L["Workflows"], "workflow"),
        new("/studio/models", L["Models"], "models"),
        new("/studio/settings", L["Settings"], "settings"),
    ];

    // also where nobody signs in: whoever sits at the machine runs it
    private Place[] ServerPlaces =>
    [
        new("/studio/dashboard", L["Dashboard"], "gauge"),
        new("/studio/doctor", L["Doctor"], "pulse"),
        new("/studio/backups", L["Backups"], "folder"),
    ];

    private Place[] PeoplePlaces =>
    [
        new("/studio/users", L["Users"], "users"),
        new("/studio/keys", L["API keys"], "key"),
        new("/studio/sessions", L["Sessions"], "device"),
        new("/studio/audit", L["Audit log"], "lock"),
    ];

    private Place[] AdministrationPlaces => User switch
    {
        { IsAdmin: true, Id: var id } when id == CurrentUser.Local.Id => ServerPlaces, // where nobody signs in there are no people
        { IsAdmin: true } => [.. ServerPlaces, .. PeoplePlaces],
        _ => [],
    };

    // another page deserves another try
    protected override void OnParametersSet() => Recover();

    private void Recover() => _boundary?.Recover();
}
