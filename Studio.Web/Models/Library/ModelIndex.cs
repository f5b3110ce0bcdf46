using Studio.Web.Models.Downloads;

namespace Studio.Web.Models.Library;

/// <summary>A model file with all that is known of it without opening it.</summary>
public sealed record LibraryItem(ModelFile File, ModelNote? Note, ModelOrigin? Origin)
{
    /// <summary>SHA-256 in lower-case hex; null while nobody has taken it.</summary>
    public string? Hash => Note?.HashOf(File) ?? (Origin is { } origin && origin.Bytes == File.Bytes ? origin.Hash : null);

    public IReadOnlyList<string> Tags => Note?.Tags ?? [];
}

/// <summary>
/// Every model file with its notes and where it came from. Headers are read once per file and change; of many files in the background,
/// since twenty thousand take a while the first time.
/// </summary>
public sealed class ModelIndex(ModelCatalog catalog, LibraryStore notes, OriginStore origins)
{
    private const int AtOnce = 4;

    private readonly Lock _gate = new();
    private Task _warming = Task.CompletedTask;

    /// <summary>All files of all kinds, kinds in ComfyUI's order and files by name.</summary>
    public IReadOnlyList<LibraryItem> Read()
    {
        var (known, from) = (notes.Notes(), origins.All().ToDictionary(origin => origin.Path));
        return [.. catalog.Folders.SelectMany(folder => catalog.Files(folder.Key))
            .Select(file => new LibraryItem(file, known.GetValueOrDefault(file.Path), from.GetValueOrDefault(file.Path)))];
    }

    /// <summary>What a file is, when its header was read before; null when it was not.</summary>
    public ModelFacts? Known(ModelFile file) => catalog.KnownFacts(file);

    public ModelFacts Facts(ModelFile file) => catalog.Facts(file);

    /// <summary>Reads the headers that were not read yet; one reading at a time for everybody.</summary>
    public Task WarmAsync(IReadOnlyList<LibraryItem> items)
    {
        lock (_gate)
        {
            var missing = items.Select(item => item.File).Where(file => catalog.KnownFacts(file) is null).ToList();
            if (missing.Count > 0 && _warming.IsCompleted)
                _warming = Task.Run(() => Parallel.ForEach(missing, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, file =>
                    catalog.Facts(file)));
            return _warming;
        }
    }

    /// <summary>Files whose bytes are the same, as far as hashes were taken: in groups, the largest first.</summary>
    public static IReadOnlyList<IReadOnlyList<LibraryItem>> Duplicates(IEnumerable<LibraryItem> items) =>
    [
        .. items.Where(item => item.Hash is not null).GroupBy(item => item.Hash).Where(group => group.Count() > 1)
            .Select(group => (IReadOnlyList<LibraryItem>)[.. group]).OrderByDescending(group => group[0].File.Bytes),
    ];
}
