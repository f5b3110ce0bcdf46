using Studio.Web.Auth;

namespace Studio.Web.Models.Downloads;

/// <summary>Who may fetch what, and under which name: asked by the queue, whichever door the wish came through.</summary>
internal sealed class DownloadRules(StudioOptions options, ModelCatalog catalog, MaintenanceGate maintenance, Audit audit)
{
    /// <exception cref="DownloadException">Not allowed, or not possible as it is asked.</exception>
    public void RequireFetch(CurrentUser user, DownloadRequest request)
    {
        if (!user.May(Scopes.ModelsFetch))
            throw new DownloadException(DownloadRefusal.NotAllowed,
                $"Fetching models needs the scope {Scopes.ModelsFetch}. Ask an operator to fetch it.");
        if (maintenance.IsClosed && !user.IsAdmin)
            throw new DownloadException(DownloadRefusal.NotAllowed, MaintenanceGate.Message);
        if (options.Offline)
            throw new DownloadException(DownloadRefusal.Offline,
                "This server fetches nothing from elsewhere (Offline in studio.json). Put the file into the models folder.");
        if (request.Hash is { } hash && (hash.Length != 64 || !hash.All(char.IsAsciiHexDigit)))
            throw Bad("sha256 is 64 hexadecimal digits.");
        if (request.Priority is < -1000 or > 1000)
            throw Bad("priority is a number from -1000 to 1000.");
        if (request.Name is { } name && SafePath.WhyNot(name) is { } why)
            throw Bad(why);
        if (request.Name is not null && request.Kind is null)
            throw Bad("A name needs the kind that it is a name of: send kind too.");
        if (request.Kind is { } kind)
            RequireKind(kind, request.Name);
    }

    /// <exception cref="DownloadException">There is no such kind, or it has no such files.</exception>
    public void RequireKind(string kind, string? name)
    {
        var folder = catalog.Folder(kind) ?? throw Bad($"There is no kind of model called '{kind}'.");
        if (folder.Extensions.Count == 0 || folder.Paths.Count == 0)
            throw Bad($"The kind '{kind}' has no single files that could be fetched.");
        if (name is not null && !folder.Extensions.Contains(Path.GetExtension(name).ToLowerInvariant()))
            throw Bad($"Files of the kind '{kind}' end in {string.Join(", ", folder.Extensions)}; '{name}' does not.");
        if (name is not null && SafePath.Below(folder.Paths[0], name) is null)
            throw Bad($"'{name}' leads out of its folder.");
    }

    /// <exception cref="DownloadException">A file has the name already.</exception>
    public void RequireFree(DownloadRequest request)
    {
        if (request is { Kind: { } kind, Name: { } name } && catalog.FindFile(kind, name) is not null)
            throw new DownloadException(DownloadRefusal.Conflict, $"There is a file {kind}/{name} already. Choose another name, or delete that one.");
    }

    /// <exception cref="DownloadException">Not allowed.</exception>
    public static void RequireChange(CurrentUser user, Download download)
    {
        if (!user.May(Scopes.ModelsFetch))
            throw new DownloadException(DownloadRefusal.NotAllowed, $"This needs the scope {Scopes.ModelsFetch}.");
        if (!user.MaySee(download.Owner) && !user.May(Scopes.ModelsAdmin))
            throw new DownloadException(DownloadRefusal.NotAllowed, "Somebody else asked for this file; an operator can change that.");
    }

    /// <summary>Where the unfinished file is: in the folder where it will be, so that it gets its name without being copied.</summary>
    public string StagingOf(string? kind) => kind is not null && catalog.Folder(kind) is { Paths: [var path, ..] } ? path
        : options.Paths.Models;

    public void Record(CurrentUser user, string action, Download download) =>
        audit.Record(AuditEntry.By(user, action) with { Target = download.Source.Shown, Detail = download.Name });

    private static DownloadException Bad(string message) => new(DownloadRefusal.BadRequest, message);
}
