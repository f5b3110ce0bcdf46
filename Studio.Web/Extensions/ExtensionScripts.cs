using Microsoft.AspNetCore.StaticFiles;
using Studio.Engine;

namespace Studio.Web.Extensions;

/// <summary>The files that extensions bring for ComfyUI's front end.</summary>
public sealed class ExtensionScripts(ExtensionCatalog catalog)
{
    private static readonly FileExtensionContentTypeProvider ContentTypes = new();

    private static readonly FolderSearch Everywhere = new() { Depth = 16 };

    /// <summary>The address of every script, as the front end asks for them at its start.</summary>
    public IReadOnlyList<string> Addresses() =>
    [
        .. from report in catalog.All
           where report.Extension.State == ExtensionState.Loaded
           from file in FolderListing.Files(report.Extension.Web, Everywhere)
           where file.Name.EndsWith(".js", StringComparison.Ordinal) && Find(report.Extension.Name, file.Name) is not null
           orderby report.Extension.Name, file.Name
           select $"/extensions/{report.Extension.Name}/{file.Name}",
    ];

    /// <summary>A file of a loaded extension's web folder; null when there is none, or the path leaves the folder.</summary>
    public (string Path, string ContentType)? Find(string extension, string file)
    {
        if (catalog.Loaded(extension) is not { } loaded || SafePath.Below(loaded.Web, file) is not { } path || !OrdinaryFile.Exists(path))
            return null;
        return (path, ContentTypes.TryGetContentType(path, out var type) ? type : "application/octet-stream");
    }
}
