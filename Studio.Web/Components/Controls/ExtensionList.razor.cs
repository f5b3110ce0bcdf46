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

    private string KindOf(string kind) => kind switch
    {
        "node" => L["node|of an extension"],
        "sampler" => L["sampler|of an extension"],
        "scheduler" => L["scheduler|of an extension"],
        "family" => L["family|of an extension"],
        _ => kind,
    };

    private string CountOf(int count, string kind) => kind switch
    {
        "node" => L.Count(count, "{0} node", "{0} nodes"),
        "sampler" => L.Count(count, "{0} sampler", "{0} samplers"),
        "scheduler" => L.Count(count, "{0} scheduler", "{0} schedulers"),
        "family" => L.Count(count, "{0} family", "{0} families"),
        _ => $"{count} {kind}",
    };

    private string StateOf(ExtensionReport report) => report switch
    {
        { Extension.State: ExtensionState.Off } => L["off"],
        { Extension.State: ExtensionState.Failed } => L["not loaded"],
        { Refused.Count: > 0 } => L["loaded in part"],
        _ => L["loaded"],
    };

    private static string BadgeOf(ExtensionReport report) => report switch
    {
        { Extension.State: ExtensionState.Off } => "",
        { Extension.State: ExtensionState.Loaded, Refused.Count: 0 } => "ok",
        _ => "bad",
    };
}
