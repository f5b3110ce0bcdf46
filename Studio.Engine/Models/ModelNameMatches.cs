namespace Studio.Engine.Models;

/// <summary>
/// Finds a model file under the name that it has on another machine: with other slashes, in another folder, in other capitals.
/// </summary>
public static class ModelNameMatches
{
    /// <summary>
    /// The names that <paramref name="wanted"/> may stand for, by the closest kind of likeness that any of them has; empty when nothing is
    /// like it.
    /// </summary>
    public static IReadOnlyList<string> Of(string wanted, IReadOnlyList<string> names)
    {
        var path = Plain(wanted);
        var file = FileOf(path);
        if (file.Length == 0)
            return [];
        Func<string, bool>[] likenesses =
        [
            name => name == path,
            name => name.Equals(path, StringComparison.OrdinalIgnoreCase),
            name => FileOf(name) == file,
            name => FileOf(name).Equals(file, StringComparison.OrdinalIgnoreCase),
        ];
        return likenesses.Select(IReadOnlyList<string> (isLike) => [.. names.Where(isLike)]).FirstOrDefault(found => found.Count > 0) ?? [];
    }

    private static string Plain(string name) => name.Replace('\\', '/');

    private static string FileOf(string path) => path[(path.LastIndexOf('/') + 1)..];
}
