using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Studio.Engine;
using Studio.Web.Auth;
using Studio.Web.Models.Downloads;

namespace Studio.Web.Models.Catalogues;

/// <summary>
/// Models that can be had: the catalogue that comes with the program, and over it what somebody imported, which lies in
/// STUDIO_DIR/catalogues/models.json and outlives updates. Entries are known by their file names; the user's count before the program's.
/// </summary>
public sealed class ModelCatalogues
{
    private const int MostBytes = 16 << 20;

    private static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        PropertyNameCaseInsensitive = true,
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
        WriteIndented = true,
        AllowTrailingCommas = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
    };

    private readonly Lock _gate = new();
    private readonly string _file;
    private readonly ModelCatalog _catalog;
    private readonly Lazy<CatalogueFile> _shipped = new(ReadShipped);
    private (DateTime Written, CatalogueFile? Own)? _own;

    public ModelCatalogues(StudioOptions options, ModelCatalog catalog) =>
        (_file, _catalog) = (Path.Join(options.Paths.Catalogues, "models.json"), catalog);

    /// <summary>What came with the program.</summary>
    internal CatalogueFile Shipped => _shipped.Value;

    /// <summary>All entries by category, the program's categories first.</summary>
    /// <exception cref="EngineException">BadFile: the user's file is no catalogue.</exception>
    public IReadOnlyList<CatalogueCategory> Categories()
    {
        var own = Own()?.Categories ?? [];
        var taken = own.SelectMany(category => category.Models).Select(entry => entry.File).ToHashSet(StringComparer.Ordinal);
        var merged = new OrderedDictionary<string, CatalogueCategory>(StringComparer.Ordinal);
        foreach (var category in Shipped.Categories!)
            merged[category.Id] = category with { Models = [.. category.Models.Where(entry => !taken.Contains(entry.File))] };
        foreach (var category in own)
            merged[category.Id] = merged.TryGetValue(category.Id, out var known)
                ? known with { Models = [.. category.Models, .. known.Models] }
                : category;
        return [.. merged.Values];
    }

    /// <summary>The entry of a file; null when there is none.</summary>
    public CatalogueEntry? Find(string file) =>
        Categories().SelectMany(category => category.Models).FirstOrDefault(entry => entry.File == file);

    /// <summary>The entry with that SHA-256.</summary>
    public CatalogueEntry? OfHash(string hash) => Categories().SelectMany(category => category.Models)
        .FirstOrDefault(entry => string.Equals(entry.Hash, hash, StringComparison.OrdinalIgnoreCase));

    /// <summary>Adds the entries of a catalogue that are not there yet to the user's.</summary>
    /// <returns>How many were added and how many were there or cannot be used.</returns>
    /// <exception cref="DownloadException">Not allowed, or no catalogue.</exception>
    public async Task<(int Added, int Skipped)> ImportAsync(CurrentUser user, Stream json, CancellationToken cancellationToken)
    {
        Require(user);
        var sent = await ReadAsync(json, cancellationToken);
        lock (_gate)
        {
            var known = Categories().SelectMany(category => category.Models).Select(entry => entry.File).ToHashSet(StringComparer.Ordinal);
            var own = (Own()?.Categories ?? []).ToList();
            var (added, all) = (0, 0);
            foreach (var category in sent.Categories!)
            {
                all += category.Models.Count;
                var fresh = category.Models.Where(entry => IsUsable(entry) && known.Add(entry.File)).ToList();
                added += fresh.Count;
                if (fresh.Count == 0)
                    continue;
                var at = own.FindIndex(one => one.Id == category.Id);
                if (at < 0)
                    own.Add(category with { Models = fresh });
                else
                    own[at] = own[at] with { Models = [.. own[at].Models, .. fresh] };
            }

            if (added > 0)
                Save(own);
            return (added, all - added);
        }
    }

    /// <summary>Takes an entry out of the user's catalogue. False when it is not there; those of the program stay.</summary>
    /// <exception cref="DownloadException">Not allowed.</exception>
    public bool Remove(CurrentUser user, string file)
    {
        Require(user);
        lock (_gate)
        {
            var own = Own()?.Categories ?? [];
            if (!own.Any(category => category.Models.Any(entry => entry.File == file)))
                return false;
            Save([.. own.Select(category => category with { Models = [.. category.Models.Where(entry => entry.File != file)] })]);
            return true;
        }
    }

    private static void Require(CurrentUser user)
    {
        if (!user.May(Scopes.ModelsAdmin))
            throw new DownloadException(DownloadRefusal.NotAllowed, $"Changing catalogues needs the scope {Scopes.ModelsAdmin}.");
    }

    // a place that no file could have would only fail when somebody asks for it
    private bool IsUsable(CatalogueEntry entry) => entry.From is not null && SafePath.IsName(entry.File)
        && entry.Place is var (kind, name) && SafePath.WhyNot(name) is null && _catalog.Folder(kind) is { Paths.Count: > 0 } folder
        && folder.Extensions.Contains(Path.GetExtension(entry.File).ToLowerInvariant());

    private static async Task<CatalogueFile> ReadAsync(Stream json, CancellationToken cancellationToken)
    {
        try
        {
            using var limited = new MemoryStream();
            var buffer = new byte[64 << 10];
            while (await json.ReadAsync(buffer, cancellationToken) is > 0 and var count)
            {
                limited.Write(buffer, 0, count);
                if (limited.Length > MostBytes)
                    throw new DownloadException(DownloadRefusal.BadRequest, $"A catalogue may have {MostBytes >> 20} MiB.");
            }

            return Checked(JsonSerializer.Deserialize<CatalogueFile>(limited.GetBuffer().AsSpan(0, (int)limited.Length), Format));
        }
        catch (JsonException e)
        {
            throw new DownloadException(DownloadRefusal.BadRequest, $"This is no catalogue: {e.Message}");
        }
    }

    private static CatalogueFile Checked(CatalogueFile? file) => file is { Categories: { } categories }
        && categories.All(category => category is { Id: not null, Models: not null }
            && category.Models.All(entry => entry is { File: not null, Dest: not null }))
        ? file
        : throw new JsonException("It has no list \"categories\" with \"id\" and \"models\".");

    private CatalogueFile? Own()
    {
        lock (_gate)
        {
            var info = new FileInfo(_file);
            if (!info.Exists)
                return null;
            if (_own is { } known && known.Written == info.LastWriteTimeUtc)
                return known.Own;
            try
            {
                var own = Checked(JsonSerializer.Deserialize<CatalogueFile>(File.ReadAllBytes(_file), Format));
                _own = (info.LastWriteTimeUtc, own);
                return own;
            }
            catch (JsonException e)
            {
                // writing over it would lose what somebody may want to mend
                throw new EngineException(EngineError.BadFile, $"catalogues/models.json is no catalogue: {e.Message} Mend it or delete it.", e);
            }
        }
    }

    private void Save(IReadOnlyList<CatalogueCategory> categories)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_file)!);
        var file = new JsonObject { ["version"] = 1, ["categories"] = JsonSerializer.SerializeToNode(categories, Format) };
        AtomicFile.Replace(_file, JsonSerializer.SerializeToUtf8Bytes(file, Format));
        _own = null;
    }

    private static CatalogueFile ReadShipped()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("Catalogues/models.json")!;
        return Checked(JsonSerializer.Deserialize<CatalogueFile>(stream, Format));
    }
}
