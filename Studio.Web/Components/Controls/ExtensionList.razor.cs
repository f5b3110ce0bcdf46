using Microsoft.AspNetCore.Components;
using Studio.Web.Auth;
using Studio.Web.Extensions;

namespace Studio.Web.Components.Controls;

/// <summary>What lies in the folder of extensions and what became of it.</summary>
public sealed partial class ExtensionList
{
    private IReadOnlyList<ExtensionReport> _reports = [];
    private ExtensionInstall? _install;

    [CascadingParameter]
    private CurrentUser? User { get; set; }

    [Inject]
    private ExtensionCatalog Catalog { get; set; } = null!;

    [Inject]
    private StudioOptions Options { get; set; } = null!;

    private string Place => User?.IsAdmin == true ? Options.Paths.Extensions : "STUDIO_DIR/extensions";

    protected override void OnInitialized() => _reports = Catalog.All;

    private void Changed() => _install?.Refresh();

    private static string StateOf(ExtensionReport report) => report switch
    {
        { Extension.State: ExtensionState.Off } => "off",
        { Extension.State: ExtensionState.Failed } => "not loaded",
        { Refused.Count: > 0 } => "loaded in part",
        _ => "loaded",
    };

    private static string BadgeOf(ExtensionReport report) => report switch
    {
        { Extension.State: ExtensionState.Off } => "",
        { Extension.State: ExtensionState.Loaded, Refused.Count: 0 } => "ok",
        _ => "bad",
    };
}
