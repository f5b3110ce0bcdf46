using Microsoft.AspNetCore.StaticFiles;

namespace Studio.Web.Extensions;

/// <summary>The files that extensions bring for ComfyUI's front end.</summary>
public sealed class ExtensionScripts(ExtensionCatalog catalog)
{
    private static readonly FileExtensionContentTypeProvider ContentTypes = new();

    /// <summary>The address of every script, as the front end asks for them at its start.</summary>
    public IReadOnlyList<string> Addresses() =>
    [
        .. from report in catalog.All
           where report.Extension.State == ExtensionState.Loaded && Directory.Exists(report.Extension.Web)
           from file in Directory.EnumerateFiles(report.Extension.Web, "*.js", SearchOption.AllDirectories)
           let relative = Path.GetRelativePath(report.Extension.Web, file).Replace('\\', '/')
           where Find(report.Extension.Name, relative) is not null
           orderby report.Extension.Name, relative
           select $"/extensions/{report.Extension.Name}/{relative}",
    ];

    /// <summary>A file of a loaded extension's web folder; null when there is none, or the path leaves the folder.</summary>
    public (string Path, string ContentType)? Find(string extension, string file)
    {
        if (catalog.Loaded(extension) is not { } loaded || SafePath.Below(loaded.Web, file) is not { } path || !File.Exists(path))
            return null;
        return (path, ContentTypes.TryGetContentType(path, out var type) ? type : "application/octet-stream");
    }
}
