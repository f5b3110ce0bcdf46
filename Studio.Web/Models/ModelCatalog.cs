using System.Collections.Concurrent;
using Studio.Engine;
using Studio.Engine.Models;

namespace Studio.Web.Models;

/// <summary>
/// The models on disk by kind, looked up anew at each call, so that a file copied into a folder counts at once. A name from outside is
/// only ever compared with what is there: it cannot lead out of a folder.
/// </summary>
public sealed class ModelCatalog : IModelFiles
{
    // deeper is a link in a circle
    private static readonly EnumerationOptions Everywhere = new() { RecurseSubdirectories = true, MaxRecursionDepth = 16, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.System };

    private readonly Dictionary<string, ModelFolder> _byKey;
    private readonly ConcurrentDictionary<string, (DateTimeOffset Modified, long Bytes, ModelFacts Facts)> _facts = new();

    /// <exception cref="StartupException">A file of extra model paths cannot be used.</exception>
    public ModelCatalog(StudioOptions options)
    {
        IReadOnlyList<ModelFolder> folders = [.. ModelFolder.Standard(options.Paths)];
        var beside = Path.Join(options.Paths.Root, "extra_model_paths.yaml");
        var files = options.ExtraModelPathsConfig.Select(file => options.Paths.Resolve(file)!);
        foreach (var file in (File.Exists(beside) ? files.Prepend(beside) : files).Distinct())
            folders = ExtraModelPaths.Add(folders, file);
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
    public ModelFile? FindFile(string kind, string name) => Files(kind).FirstOrDefault(file => file.Name == name);

    /// <summary>The models of a kind, sorted by name; of two with one name the first folder's counts. Empty for an unknown kind.</summary>
    public IReadOnlyList<ModelFile> Files(string kind)
    {
        if (Folder(kind) is not { } folder)
            return [];
        var found = new SortedDictionary<string, ModelFile>(StringComparer.Ordinal);
        for (var i = 0; i < folder.Paths.Count; i++)
        {
            if (!Directory.Exists(folder.Paths[i]))
                continue;
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
        var facts = ModelFacts.Of(file.Path);
        _facts[file.Path] = (file.Modified, file.Bytes, facts);
        return facts;
    }

    private static IEnumerable<ModelFile> FilesIn(ModelFolder folder, int index)
    {
        var root = folder.Paths[index];
        return from entry in new DirectoryInfo(root).EnumerateFiles("*", Everywhere)
               where folder.Extensions.Contains(entry.Extension.ToLowerInvariant())
               let name = NameIn(root, entry.FullName)
               where !name.Split('/').Any(part => part.StartsWith('.'))
               let target = entry.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? entry
               where target.Exists
               select new ModelFile(folder.Key, name, entry.FullName, index, target.Length, new DateTimeOffset(target.LastWriteTimeUtc));
    }

    private static IEnumerable<ModelFile> FoldersIn(ModelFolder folder, int index)
    {
        var root = folder.Paths[index];
        return from entry in new DirectoryInfo(root).EnumerateFiles("model_index.json", Everywhere)
               let model = entry.Directory!
               where model.FullName != Path.GetFullPath(root)
               select new ModelFile(folder.Key, NameIn(root, model.FullName), model.FullName, index, SizeOf(model), new DateTimeOffset(entry.LastWriteTimeUtc));
    }

    private static string NameIn(string root, string path) => Path.GetRelativePath(root, path).Replace('\\', '/');

    private static long SizeOf(DirectoryInfo folder) => folder.EnumerateFiles("*", Everywhere).Sum(file => file.Length);
}
