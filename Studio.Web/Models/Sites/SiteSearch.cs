using System.Globalization;
using System.Text.Json.Nodes;
using Studio.Web.Auth;
using Studio.Web.Models.Downloads;

namespace Studio.Web.Models.Sites;

/// <summary>A file that a site has.</summary>
/// <param name="Kind">The folder that it belongs into; null when only its content can tell.</param>
public sealed record FoundFile(DownloadSource Source, string Name, string Version, long? Bytes, string? Kind, string? BaseModel,
    IReadOnlyList<string> Words);

/// <summary>A model that a site has. Its files are null where they are asked for one model at a time.</summary>
public sealed record FoundModel(string Site, string Id, string Title, string? Author, string? Type, long? Downloads, string? Licence,
    string Page)
{
    public IReadOnlyList<FoundFile>? Files { get; init; }
}

/// <summary>What is looked for.</summary>
/// <param name="Type">A type of the site: CivitAI's Checkpoint, LORA …; null for all.</param>
/// <param name="BaseModel">As CivitAI names it: SDXL 1.0 …; null for all.</param>
public sealed record SiteQuery(string Words, string? Type = null, string? BaseModel = null);

/// <summary>Looks for models with the public APIs of the two sites. Where the server is Offline nobody is asked.</summary>
public sealed class SiteSearch
{
    private const int Most = 24;

    private readonly StudioOptions _options;
    private readonly SiteApi _api;
    private readonly ModelSite _huggingFace;
    private readonly ModelSite _civitai;

    internal SiteSearch(StudioOptions options, SiteApi api, IEnumerable<ModelSite> sites)
    {
        (_options, _api) = (options, api);
        _huggingFace = sites.First(site => site.Name == "huggingface");
        _civitai = sites.First(site => site.Name == "civitai");
    }

    /// <summary>CivitAI's models, with the files of their versions.</summary>
    /// <exception cref="DownloadException">Not allowed, Offline, or the site does not answer.</exception>
    public Task<IReadOnlyList<FoundModel>> CivitaiAsync(CurrentUser user, SiteQuery query, CancellationToken cancellationToken) =>
        AskAsync(user, async () =>
    {
        var parts = new List<string> { $"limit={Most}", "nsfw=false" };
        void Add(string name, string? value)
        {
            if (!string.IsNullOrWhiteSpace(value))
                parts.Add($"{name}={Uri.EscapeDataString(value.Trim())}");
        }

        Add("query", query.Words);
        Add("types", query.Type);
        Add("baseModels", query.BaseModel);
        Add("sort", string.IsNullOrWhiteSpace(query.Words) ? "Most Downloaded" : null);
        var answer = await _api.GetAsync(_civitai, $"/api/v1/models?{string.Join('&', parts)}", null, user.Id, cancellationToken);
        return (IReadOnlyList<FoundModel>)[.. (answer as JsonObject)?["items"].Objects().Select(CivitaiModel) ?? []];
    });

    /// <summary>Hugging Face's repositories, without their files.</summary>
    /// <exception cref="DownloadException">Not allowed, Offline, or the site does not answer.</exception>
    public Task<IReadOnlyList<FoundModel>> HuggingFaceAsync(CurrentUser user, SiteQuery query, CancellationToken cancellationToken) =>
        AskAsync(user, async () =>
        {
            var path = $"/api/models?search={Uri.EscapeDataString(query.Words.Trim())}&sort=downloads&direction=-1&limit={Most}";
            var answer = await _api.GetAsync(_huggingFace, path, null, user.Id, cancellationToken);
            return (IReadOnlyList<FoundModel>)[.. answer.Objects().Select(Repository).OfType<FoundModel>()];
        });

    /// <summary>The files of weights in a repository.</summary>
    /// <exception cref="DownloadException">Not allowed, Offline, or the site does not answer.</exception>
    public Task<IReadOnlyList<FoundFile>> FilesAsync(CurrentUser user, string repository, CancellationToken cancellationToken) =>
        AskAsync(user, async () =>
        {
            var about = DownloadSource.OfRepository($"{repository}/x");
            var answer = await _api.GetAsync(_huggingFace, $"/api/models/{repository}/revision/main?blobs=true", about, user.Id, cancellationToken);
            return (IReadOnlyList<FoundFile>)[.. answer.At("siblings").Objects().Select(file => FileOf(repository, file))
                .OfType<FoundFile>()];
        });

    /// <summary>CivitAI's file with that SHA-256; null when it has none.</summary>
    /// <exception cref="DownloadException">Not allowed, Offline, or the site does not answer.</exception>
    public Task<FoundFile?> OfHashAsync(CurrentUser user, string hash, CancellationToken cancellationToken) => AskAsync(user, async () =>
    {
        var answer = await _api.GetAsync(_civitai, $"/api/v1/model-versions/by-hash/{hash}", null, user.Id, cancellationToken);
        return answer is not JsonObject version ? null : version["files"].Objects()
            .Where(file => file["hashes"].At("SHA256").Sha256() == hash)
            .Select(file => CivitaiFile(version["model"].At("type").Text(), version, file)).FirstOrDefault();
    });

    private async Task<T> AskAsync<T>(CurrentUser user, Func<Task<T>> ask)
    {
        if (!user.May(Scopes.ModelsFetch))
            throw new DownloadException(DownloadRefusal.NotAllowed, $"Looking for models elsewhere needs the scope {Scopes.ModelsFetch}.");
        if (_options.Offline)
            throw new DownloadException(DownloadRefusal.Offline, "This server asks nobody elsewhere (Offline in studio.json).");
        try
        {
            return await ask();
        }
        catch (SiteException e)
        {
            throw new DownloadException(DownloadRefusal.BadRequest, e.Message);
        }
    }

    private FoundModel CivitaiModel(JsonObject model)
    {
        var id = (long?)model["id"].Number() ?? 0;
        var type = model["type"].Text();
        return new FoundModel("civitai", id.ToString(CultureInfo.InvariantCulture), model["name"].Text()
            ?? "?", model["creator"].At("username").Text(),
            type, (long?)model["stats"].At("downloadCount").Number(), null,
            new Uri(_civitai.Address, string.Create(CultureInfo.InvariantCulture, $"/models/{id}")).AbsoluteUri)
        {
            Files = [.. model["modelVersions"].Objects().SelectMany(version => version["files"].Objects()
                .Where(file => file["type"].Text() is null or "Model" or "Pruned Model" or "VAE")
                .Select(file => CivitaiFile(type, version, file)).OfType<FoundFile>())],
        };
    }

    private static FoundFile? CivitaiFile(string? type, JsonObject version, JsonObject file) => (long?)version["id"].Number() is not { } id
        ? null
        : new FoundFile(new DownloadSource.Civitai(id, file["primary"].IsTrue() ? null : (long?)file["id"].Number()), file["name"].Text()
            ?? "?",
            version["name"].Text() ?? "", file["sizeKB"].Number() is { } size ? (long)(size * 1024) : null,
            CivitaiSite.KindOf(type, file["type"].Text()), version["baseModel"].Text(), version["trainedWords"].Texts());

    private FoundModel? Repository(JsonObject model) => (model["id"] ?? model["modelId"]).Text() is not { } id ? null
        : new FoundModel("huggingface", id, id, id.Split('/')[0], model["pipeline_tag"].Text(), (long?)model["downloads"].Number(),
            model["tags"].Texts().FirstOrDefault(tag => tag.StartsWith("license:", StringComparison.Ordinal))?["license:".Length..],
            new Uri(_huggingFace.Address, $"/{id}").AbsoluteUri);

    private static FoundFile? FileOf(string repository, JsonObject file)
    {
        var name = file["rfilename"].Text();
        if (name is null || Path.GetExtension(name)
            .ToLowerInvariant() is not (".safetensors" or ".sft" or ".gguf" or ".ckpt" or ".pt" or ".pth" or ".bin"))
            return null;
        try
        {
            return new FoundFile(DownloadSource.OfRepository($"{repository}/{name}"), name, "",
                (long?)(file["lfs"].At("size").Number() ?? file["size"].Number()), null, null, []);
        }
        catch (DownloadException)
        {
            return null; // a name that no system can store
        }
    }
}
