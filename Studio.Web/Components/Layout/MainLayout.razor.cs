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
        new("/studio/models", "Models", "models"),
        new("/studio/settings", "Settings", "settings"),
    ];

    private ErrorBoundary? _boundary;

    [CascadingParameter]
    private CurrentUser? User { get; set; }

    // another page deserves another try
    protected override void OnParametersSet() => Recover();

    private void Recover() => _boundary?.Recover();

    private sealed record Place(string Path, string Title, string Icon);
}
