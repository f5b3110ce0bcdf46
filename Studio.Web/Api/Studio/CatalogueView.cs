using System.Text.Json;
using System.Text.Json.Nodes;
using Studio.Web.Health;
using Studio.Web.Models;
using Studio.Web.Models.Catalogues;
using Studio.Web.Models.Downloads;

namespace Studio.Web.Api.Studio;

/// <summary>Catalogues, files and downloads in one, as ComfyUI Studio's clients want them.</summary>
internal sealed class CatalogueView(ModelCatalogues catalogues, ModelCatalog files, DownloadQueue queue, IVolumes volumes,
    StudioOptions options)
{
    private static readonly JsonSerializerOptions Format = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>All categories, or one, with the state of each model.</summary>
    public object Whole(string? only = null)
    {
        var downloads = Downloads();
        var categories = catalogues.Categories().Where(category => only is null || category.Id == only)
            .Select(category => (category.Id, category.Name, Models: category.Models.Select(entry => ShapeOf(entry, downloads)).ToList()))
                .ToList();
        var states = categories.SelectMany(category => category.Models).Select(model => (string)model["status"]!).ToList();
        return new
        {
            version = catalogues.Shipped.Version,
            date = catalogues.Shipped.Date,
            stats = new
            {
                queued_count = states.Count(state => state == "queued"),
                downloading_count = states.Count(state => state == "downloading"),
                fetching_count = 0,
                present_count = states.Count(state => state == "present"),
                total_count = states.Count,
                global_speed = Math.Round(queue.List().Sum(one => one.Speed)),
                models_bytes = categories.SelectMany(category => category.Models).Sum(model => (long?)model["on_disk_bytes"] ?? 0),
                free_bytes = Free(),
            },
            categories = categories.Select(category => new { id = category.Id, name = category.Name, models = category.Models }),
        };
    }

    /// <summary>What is on its way, by file.</summary>
    public object Running() => Downloads().ToDictionary(pair => pair.Key, pair => new
    {
        status = StatusOf(pair.Value),
        bytes = pair.Value.Bytes,
        total = pair.Value.Total,
        speed = Math.Round(pair.Value.Speed),
        error = pair.Value.Problem,
    });

    /// <summary>Pairs of LoRAs for a base model: high and low noise, or one file for both.</summary>
    public object Pairs(string model) => catalogues.Categories().SelectMany(category => category.Models)
        .Where(entry => entry.Place.Kind == "loras" && FileOf(entry) is not null
            && (model == "all" || entry.BaseModel == model || entry.BaseModel.Length == 0))
        .GroupBy(entry => entry.PairId ?? entry.File)
        .Select(pair => new
        {
            pair_id = pair.Key,
            name = pair.First().Name,
            high = pair.FirstOrDefault(entry => entry.PairRole == "high")?.Place.Name,
            low = pair.FirstOrDefault(entry => entry.PairRole == "low")?.Place.Name,
            both = pair.FirstOrDefault(entry => entry.PairRole is null or "both")?.Place.Name,
        });

    public object CivitaiMap()
    {
        var downloads = Downloads();
        var entries = catalogues.Categories().SelectMany(category => category.Models.Where(entry => entry.CivitaiVersionId is not null)
            .Select(entry => (Category: category.Id, Entry: entry))).ToList();
        return new
        {
            by_version = entries.GroupBy(one => $"{one.Entry.CivitaiVersionId}").ToDictionary(one => one.Key, one => one.First())
                .ToDictionary(
                one => one.Key,
                one => new
                {
                    file = one.Value.Entry.File,
                    dest = one.Value.Entry.Dest,
                    name = one.Value.Entry.Name,
                    base_model = one.Value.Entry.BaseModel,
                    status = StatusOf(one.Value.Entry, downloads),
                    civitai_model_id = one.Value.Entry.CivitaiModelId,
                    catalog = one.Value.Category,
                    size_expected = Expected(one.Value.Entry),
                    size_disk = FileOf(one.Value.Entry)?.Bytes,
                }),
            by_model = entries.Where(one => one.Entry.CivitaiModelId is not null).GroupBy(one => $"{one.Entry.CivitaiModelId}")
                .ToDictionary(one => one.Key, one => one.Select(entry => entry.Entry.CivitaiVersionId)),
        };
    }

    /// <summary>What happened to downloads, the latest last.</summary>
    public object Activity() => queue.List().Where(one => one.IsOver || one.Problem is not null).OrderBy(one => one.Ended ?? one.Created)
        .Select(one => new
        {
            time = one.Ended ?? one.Created,
            message = $"{one.Title}: {one.Problem ?? DownloadShapes.StateOf(one)}",
            level = one.State switch
            {
                DownloadState.Done => "success",
                DownloadState.Failed => "error",
                _ => one.Problem is null ? "info" : "warning",
            },
        });

    /// <summary>The entry of a file.</summary>
    /// <exception cref="DownloadException">NotFound: there is none.</exception>
    public CatalogueEntry EntryOf(string file) => catalogues.Find(file)
        ?? throw new DownloadException(DownloadRefusal.NotFound, $"No catalogue has the file '{file}'.");

    /// <summary>What to fetch for an entry.</summary>
    /// <exception cref="DownloadException">There is no entry, or it does not say where from.</exception>
    public DownloadRequest RequestOf(string file)
    {
        var entry = EntryOf(file);
        var (kind, name) = entry.Place;
        return new(entry.From ?? throw new DownloadException(DownloadRefusal.BadRequest, $"The catalogue does not say where '{file}' is."), kind, name,
            entry.Hash);
    }

    public ModelFile? FileOf(CatalogueEntry entry) => files.FindFile(entry.Place.Kind, entry.Place.Name);

    private JsonObject ShapeOf(CatalogueEntry entry, IReadOnlyDictionary<string, Download> downloads)
    {
        var shape = JsonSerializer.SerializeToNode(entry, Format)!.AsObject();
        var download = downloads.GetValueOrDefault(entry.File);
        var file = FileOf(entry);
        shape["url"] = entry.From?.Shown;
        shape["status"] = StatusOf(entry, downloads);
        shape["progress"] = download is { Total: > 0 and { } total } ? Math.Round(100.0 * download.Bytes / total, 1) : null;
        shape["on_disk_bytes"] = file?.Bytes;
        shape["expected_bytes"] = download?.Total ?? Expected(entry);
        shape["speed"] = Math.Round(download?.Speed ?? 0);
        shape["error"] = download?.Problem;
        return shape;
    }

    private string StatusOf(CatalogueEntry entry, IReadOnlyDictionary<string, Download> downloads) =>
        downloads.TryGetValue(entry.File, out var download) ? StatusOf(download) : FileOf(entry) is null ? "missing" : "present";

    private static string StatusOf(Download download) => download.State switch
    {
        DownloadState.Running => "downloading",
        DownloadState.Failed => "error",
        _ => "queued",
    };

    private Dictionary<string, Download> Downloads()
    {
        var active = queue.List().Where(one => !one.IsOver).ToList();
        return catalogues.Categories().SelectMany(category => category.Models)
            .Select(entry => (entry.File, Download: active.FirstOrDefault(one => one.Source == entry.From)))
            .Where(pair => pair.Download is not null).GroupBy(pair => pair.File)
                .ToDictionary(pair => pair.Key, pair => pair.First().Download!);
    }

    private static long? Expected(CatalogueEntry entry) => entry.SizeGb is { } size ? (long)(size * 1e9) : null;

    private long? Free()
    {
        try
        {
            return volumes.SpaceOf(options.Paths.Models).Free;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
