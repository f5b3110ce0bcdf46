using System.Reflection;

namespace Studio.Web.Extensions;

public enum ExtensionState
{
    /// <summary>Its nodes are offered, except those that were refused one by one.</summary>
    Loaded,

    /// <summary>It cannot be used; see <see cref="Extension.Problem"/>.</summary>
    Failed,

    /// <summary>Somebody switched it off.</summary>
    Off,
}

/// <summary>One folder below STUDIO_DIR/extensions.</summary>
/// <param name="Name">The folder's name: what programs, addresses and the whitelist use.</param>
/// <param name="Problem">Why it failed or who switched it off; null when it was loaded.</param>
public sealed record Extension(string Name, string Folder, ExtensionState State, ExtensionManifest? Manifest = null, string? Problem = null)
{
    /// <summary>What object_info calls the origin of its nodes, as ComfyUI does.</summary>
    public string Module => $"custom_nodes.{Name}";

    /// <summary>What it shows people: the manifest's name, else the folder's.</summary>
    public string Title => Manifest?.Name ?? Name;

    /// <summary>Its scripts for ComfyUI's front end lie here; there need not be any.</summary>
    public string Web => Path.Join(Folder, "web");

    /// <summary>Where its nodes, samplers, schedulers and model families are; null when it has none, or failed.</summary>
    internal Assembly? Assembly { get; init; }

    /// <summary>What its entry wants to register.</summary>
    internal IReadOnlyList<ServiceDescriptor> Services { get; init; } = [];
}
