using System.Text.Json.Nodes;
using Studio.Web.Auth;
using Studio.Web.Models.Catalogues;
using Studio.Web.Models.Downloads;
using Studio.Web.Models.Sites;

namespace Studio.Web.Models.Missing;

/// <summary>Which models a prompt or workflow lacks, where they can be had, and getting them.</summary>
public sealed class MissingModels
{
    private readonly ModelCatalog _catalog;
    private readonly ModelCatalogues _catalogues;
    private readonly DownloadQueue _queue;
    private readonly SiteSearch _search;

    internal MissingModels(ModelCatalog catalog, ModelCatalogues catalogues, DownloadQueue queue, SiteSearch search) =>
        (_catalog, _catalogues, _queue, _search) = (catalog, catalogues, queue, search);

    /// <summary>Looks through a document: a prompt, a workflow file, or an object with both.</summary>
    /// <param name="asks">Whether CivitAI is asked for hashes that nobody else knows.</param>
    public async Task<IReadOnlyList<MissingModel>> FindAsync(CurrentUser user, JsonNode? document, bool asks,
        CancellationToken cancellationToken)
    {
        var missing = new List<MissingModel>();
        foreach (var named in NamedModels.In(document).Where(named => !IsThere(named)))
            missing.Add(Known(named) ?? (asks && named.Hash is { } hash ? await AskAsync(user, named, hash, cancellationToken) : null)
                ?? new(named.Name, named.Kind, null, named.Hash, null));
        return missing;
    }

    /// <summary>Gets what is missing, as far as anybody knows where from.</summary>
    /// <exception cref="DownloadException">Not allowed.</exception>
    public IReadOnlyList<Download> Fetch(CurrentUser user, IEnumerable<MissingModel> missing) =>
        [.. missing.Where(model => model is { Source: not null, Kind: not null })
            .Select(model => _queue.Add(user, new(model.Source!, model.Kind, model.Name, model.Hash)).Download)];

    /// <summary>Whether a document's models are all there.</summary>
    public bool IsComplete(JsonNode? document) => NamedModels.In(document).All(IsThere);

    // embeddings are named without their folder's rules, so that a name counts wherever a file has it
    private bool IsThere(NamedModel named) => named.Kind is { } kind && _catalog.Folder(kind) is not null
        ? _catalog.FindFile(kind, named.Name) is not null
        : _catalog.Folders.Any(folder => _catalog.FindFile(folder.Key, named.Name) is not null);

    private MissingModel? Known(NamedModel named)
    {
        if (named.Url is { } url && Source(url) is { } said && named.Kind is not null && _catalog.Folder(named.Kind) is not null)
            return new(named.Name, named.Kind, said, named.Hash, "workflow");
        var entry = (named.Hash is { } hash ? _catalogues.OfHash(hash) : null) ?? _catalogues.Find(named.Name.Split('/')[^1]);
        return entry?.From is { } source ? new(named.Name, named.Kind ?? entry.Place.Kind, source, entry.Hash, "catalogue") : null;
    }

    private async Task<MissingModel?> AskAsync(CurrentUser user, NamedModel named, string hash, CancellationToken cancellationToken)
    {
        try
        {
            return await _search.OfHashAsync(user, hash, cancellationToken) is { } found
                ? new(named.Name, named.Kind ?? found.Kind, found.Source, hash, "hash")
                : null;
        }
        catch (DownloadException)
        {
            return null; // who may not ask, or a site that does not answer, knows nothing
        }
    }

    private static DownloadSource? Source(string url)
    {
        try
        {
            return DownloadSource.Parse(url);
        }
        catch (DownloadException)
        {
            return null;
        }
    }
}
