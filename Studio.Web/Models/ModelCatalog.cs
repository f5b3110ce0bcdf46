using System.Collections.Concurrent;
using Studio.Engine;
using Studio.Engine.Models;
using Studio.Engine.Models.Families;

namespace Studio.Web.Models;

/// <summary>
/// The models on disk by kind, looked up anew at each call, so that a file copied into a folder counts at once. A name from outside is
/// only ever compared with what is there: it cannot lead out of a folder.
/// </summary>
public sealed class ModelCatalog : IModelFiles
{
    private static readonly FolderSearch Visible = new() { Depth = 16, WithHidden = false };
    private static readonly FolderSearch Everywhere = Visible with { WithHidden = true };

    private readonly FamilyCatalog _families;
    private readonly Dictionary<string, ModelFolder> _byKey;
    private readonly ConcurrentDictionary<string, (DateTimeOffset Modified, long Bytes, ModelFacts Facts)> _facts = new();

    /// <param name="families">What model files are told by.</param>
    /// <exception cref="StartupException">A file of extra model paths cannot be used.</exception>
    public ModelCatalog(StudioOptions options, FamilyCatalog families, ILogger<ModelCatalog>? log = null)
    {
        _families = families;
        IReadOnlyList<ModelFolder> folders = [.. ModelFolder.Standard(options.Paths)];
        var beside = Path.Join(options.Paths.Root, "extra_model_paths.yaml");
        var files = options.ExtraModelPathsConfig.Select(file => options.Paths.Resolve(file)!);
        foreach (var file in (File.Exists(beside) ? files.Prepend(beside) : files).Distinct())
            folders = ExtraModelPaths.Add(folders, file, warning => log?.LogWarning("{Warning}", warning));
        Folders = folders;
        _byKey = folders.ToDictionary(folder => folder.Key);
    }

    /// <summary>Every kind, in ComfyUI's order.</summary>
    public IReadOnlyList<ModelFolder> Folders { get; }

    /// <summary>The kind of that key (or older name); null when there is none.</summary>
    public ModelFolder? Folder(string key) => _byKey.GetValueOrDefault(ModelFolder.KeyOf(key));

    public IReadOnlyList<string> Names(string kind) => [.. Files(kind).Select(file => file.Name)];

    public string? Find(string kind, string name) => FindFile(kind, name)?.Path;

    /// <summary>One model; null when it is not there.</summary>
    /// <param name="name">With slashes of either kind.</param>
    public ModelFile? FindFile(string kind, string name)
    {
        var plain = name.Replace('\\', '/');
        return Files(kind).FirstOrDefault(file => file.Name == plain);
    }

    /// <summary>The models of a kind, sorted by name; of two with one name the first folder's counts. Empty for an unknown kind.</summary>
    public IReadOnlyList<ModelFile> Files(string kind)
    {
        if (Folder(kind) is not { } folder)
            return [];
        var found = new SortedDictionary<string, ModelFile>(StringComparer.Ordinal);
        for (var i = 0; i < folder.Paths.Count; i++)
        {
            foreach (var file in folder.HoldsFolders ? FoldersIn(folder, i) : FilesIn(folder, i))
                found.TryAdd(file.Name, file);
        }

        return [.. found.Values];
    }

    /// <summary>What a model file is, by its tensors; read once per file and change.</summary>
    public ModelFacts Facts(ModelFile file)
    {
        if (_facts.TryGetValue(file.Path, out var known) && known.Modified == file.Modified && known.Bytes == file.Bytes)
            return known.Facts;
        var facts = ModelFacts.Of(file.Path, _families);
        _facts[file.Path] = (file.Modified, file.Bytes, facts);
        return facts;
    }

    /// <summary>The same when it was read before; null when it was not, or the file has changed.</summary>
    public ModelFacts? KnownFacts(ModelFile file) =>
        _facts.TryGetValue(file.Path, out var known) && known.Modified == file.Modified && known.Bytes == file.Bytes ? known.Facts : null;

    /// <summary>What a file is that is no model of the folders yet.</summary>
    /// <param name="name">What it is going to be called.</param>
    internal ModelFacts Look(string path, string name) => ModelFacts.Of(path, _families, name);

    private static IEnumerable<ModelFile> FilesIn(ModelFolder folder, int index) =>
        from file in FolderListing.Files(folder.Paths[index], Visible)
        where folder.Extensions.Contains(Path.GetExtension(file.Name).ToLowerInvariant())
        select new ModelFile(folder.Key, file.Name, file.Path, index, file.Bytes, new DateTimeOffset(file.ModifiedUtc));

    private static IEnumerable<ModelFile> FoldersIn(ModelFolder folder, int index) =>
        from file in FolderListing.Files(folder.Paths[index], Everywhere)
        where file.Name.EndsWith("/model_index.json", StringComparison.Ordinal)
        let model = Path.GetDirectoryName(file.Path)!
        select new ModelFile(folder.Key, Path.GetDirectoryName(file.Name)!.Replace('\\', '/'), model, index, SizeOf(model),
            new DateTimeOffset(file.ModifiedUtc));

    private static long SizeOf(string folder) => FolderListing.Files(folder, Everywhere).Sum(file => file.Bytes);
}
