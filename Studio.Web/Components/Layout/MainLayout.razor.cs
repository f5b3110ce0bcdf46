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

    private static readonly Place[] AdministrationPlaces =
    [
        new("/studio/users", "Users", "users"),
        new("/studio/keys", "API keys", "key"),
        new("/studio/sessions", "Sessions", "device"),
        new("/studio/audit", "Audit log", "lock"),
    ];

    private ErrorBoundary? _boundary;

    [CascadingParameter]
    private CurrentUser? User { get; set; }

    // where nobody signs in there is nobody to administer
    private bool Administers => User is { IsAdmin: true } user && user.Id != CurrentUser.Local.Id;

    // another page deserves another try
    protected override void OnParametersSet() => Recover();

    private void Recover() => _boundary?.Recover();
}
