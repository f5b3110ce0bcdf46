using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Studio.Web.Auth;

namespace Studio.Web.Components.Layout;

/// <summary>Navigation beside every page: a column on wide screens, a bar at the thumb on phones.</summary>
public sealed partial class MainLayout
{
    private static readonly Place[] Places =
    [
        new("/", "Generate", "generate"),
        // below /studio because ComfyUI's API owns /queue and /models
        new("/studio/queue", "Queue", "queue"),
        new("/studio/gallery", "Gallery", "gallery"),
        new("/studio/workflows", "Workflows", "workflow"),
        new("/studio/models", "Models", "models"),
        new("/studio/settings", "Settings", "settings"),
    ];

    // also where nobody signs in: whoever sits at the machine runs it
    private static readonly Place[] ServerPlaces =
    [
        new("/studio/dashboard", "Dashboard", "gauge"),
        new("/studio/doctor", "Doctor", "pulse"),
        new("/studio/backups", "Backups", "folder"),
    ];

    private static readonly Place[] PeoplePlaces =
    [
        new("/studio/users", "Users", "users"),
        new("/studio/keys", "API keys", "key"),
        new("/studio/sessions", "Sessions", "device"),
        new("/studio/audit", "Audit log", "lock"),
    ];

    private ErrorBoundary? _boundary;

    [CascadingParameter]
    private CurrentUser? User { get; set; }

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
