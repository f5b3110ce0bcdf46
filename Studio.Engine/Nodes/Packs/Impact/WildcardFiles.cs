using Studio.Engine.Models;

namespace Studio.Engine.Nodes.Packs.Impact;

/// <summary>
/// Lists of words by their key, one file each: models/wildcards/colors.txt is __colors__, a line an entry; lines that begin with # count
/// for nothing.
/// </summary>
public sealed class WildcardFiles(IModelFiles files)
{
    internal const string Kind = "wildcards";

    internal IReadOnlyList<string> Keys => [.. files.Names(Kind).Where(name => name.EndsWith(".txt",
        StringComparison.OrdinalIgnoreCase)).Select(KeyOf)];

    /// <summary>The entries of a key; null when there is no such file.</summary>
    internal IReadOnlyList<string>? Find(string key) =>
        files.Names(Kind).FirstOrDefault(name => KeyOf(name) == key) is { } name && files.Find(Kind, name) is { } path
            ? [.. File.ReadLines(path).Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#')]
            : null;

    private static string KeyOf(string name) => Path.ChangeExtension(name, null).Replace('\\', '/').Replace(' ', '-').ToLowerInvariant();
}
