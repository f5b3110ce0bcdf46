using System.Text.Json;
using System.Text.Json.Serialization;
using Studio.Web.Models.Downloads;

namespace Studio.Web.Models.Catalogues;

/// <summary>A model that can be had, as ComfyUI Studio's catalogues have it; fields of theirs that are not used here are kept.</summary>
public sealed record CatalogueEntry
{
    public string Name { get; init; } = "";

    /// <summary>What the file is called; the key of the entry.</summary>
    public string File { get; init; } = "";

    /// <summary>A kind of model, with sub folders behind it if there are some.</summary>
    public string Dest { get; init; } = "";

    /// <summary>huggingface, civitai or url.</summary>
    public string Source { get; init; } = "";

    public double? SizeGb { get; init; }

    /// <summary>"" is any.</summary>
    public string BaseModel { get; init; } = "";

    public IReadOnlyList<string> Tags { get; init; } = [];

    public string? License { get; init; }

    public string? HfRepo { get; init; }

    public string? HfFile { get; init; }

    public long? CivitaiVersionId { get; init; }

    public long? CivitaiModelId { get; init; }

    public string? Url { get; init; }

    /// <summary>SHA-256 in hex; null where nobody has said it in public.</summary>
    public string? Hash { get; init; }

    public string? PairId { get; init; }

    public string? PairRole { get; init; }

    public string? Description { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement> More { get; init; } = [];

    /// <summary>Where it is fetched from; null when the entry does not say, or says nonsense.</summary>
    [JsonIgnore]
    public DownloadSource? From
    {
        get
        {
            try
            {
                return HfRepo is { Length: > 0 } && HfFile is { Length: > 0 } ? DownloadSource.OfRepository($"{HfRepo}/{HfFile}")
                    : CivitaiVersionId is { } version ? new DownloadSource.Civitai(version)
                    : Url is { Length: > 0 } ? DownloadSource.Parse(Url)
                    : null;
            }
            catch (DownloadException)
            {
                return null;
            }
        }
    }

    /// <summary>The kind that it is, and its name below the kind's folder.</summary>
    [JsonIgnore]
    public (string Kind, string Name) Place
    {
        get
        {
            var parts = Dest.Replace('\\', '/').Trim('/').Split('/', 2);
            return (ModelFolder.KeyOf(parts[0]), parts.Length == 2 ? $"{parts[1]}/{File}" : File);
        }
    }
}

public sealed record CatalogueCategory(string Id, string Name, IReadOnlyList<CatalogueEntry> Models);

/// <summary>A catalogue as a file.</summary>
public sealed record CatalogueFile(JsonElement Version, string? Date, IReadOnlyList<CatalogueCategory>? Categories);
