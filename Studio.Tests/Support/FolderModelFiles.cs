using Studio.Engine.Models;

namespace Studio.Tests.Support;

/// <summary>Model files in folders named after their kinds.</summary>
internal sealed class FolderModelFiles(string root) : IModelFiles
{
    public IReadOnlyList<string> Names(string kind)
    {
        var folder = Path.Combine(root, kind);
        return Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(folder, path).Replace('\\', '/')).Order(StringComparer.Ordinal)]
            : [];
    }

    public string? Find(string kind, string name)
    {
        var path = Path.Combine(root, kind, name);
        return File.Exists(path) ? path : null;
    }
}
