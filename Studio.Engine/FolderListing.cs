namespace Studio.Engine;

/// <summary>A file or folder that was found.</summary>
/// <param name="Path">The full path.</param>
/// <param name="Name">Relative to the folder that was searched, with forward slashes.</param>
/// <param name="IsFolder">Files are ordinary ones or links to such, see <see cref="OrdinaryFile"/>.</param>
/// <param name="IsLink">Bytes and times are of what it leads to.</param>
/// <param name="Bytes">0 for a folder.</param>
public sealed record FoundEntry(string Path, string Name, bool IsFolder, bool IsLink, long Bytes, DateTime ModifiedUtc,
    DateTime CreatedUtc);

/// <summary>What a search looks at. The plain value: the files of one folder, through links, hidden ones too.</summary>
public sealed record FolderSearch
{
    /// <summary>How deep it goes below the folder; 0 stays in it.</summary>
    public int Depth { get; init; }

    /// <summary>Links are left out otherwise, those to files too.</summary>
    public bool FollowsLinks { get; init; } = true;

    /// <summary>Entries whose names begin with a dot; a hidden folder that is left out is not entered.</summary>
    public bool WithHidden { get; init; } = true;

    public bool WithFolders { get; init; }
}

/// <summary>
/// Lists what is in folders. One bad entry never costs the others: links that lead nowhere or in a circle, names that are not valid text,
/// folders that may not be read, entries that vanish meanwhile, pipes, sockets and devices are passed over.
/// </summary>
public static class FolderListing
{
    // hidden and system entries count; whether one may be looked at shows when it is
    private static readonly EnumerationOptions All = new() { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = true };

    /// <summary>The entries of a folder, in no order; none when it cannot be read. A folder comes before what is in it.</summary>
    public static IEnumerable<FoundEntry> Entries(string folder, FolderSearch search)
    {
        var root = System.IO.Path.GetFullPath(folder);
        var open = new Stack<OpenFolder>([new(root, "", RealPath(root) is { } real ? [real] : [])]);
        while (open.TryPop(out var current))
        {
            foreach (var info in In(current.Path))
            {
                if ((!search.WithHidden && info.Name.StartsWith('.')) || Describe(info, current.Name, search) is not { } entry)
                    continue;
                if (!entry.IsFolder || search.WithFolders)
                    yield return entry;
                if (entry.IsFolder && current.Depth < search.Depth && current.Below(entry) is { } below)
                    open.Push(below);
            }
        }
    }

    /// <summary>The files of a folder.</summary>
    public static IEnumerable<FoundEntry> Files(string folder, FolderSearch search) => Entries(folder, search with { WithFolders = false });

    private static List<FileSystemInfo> In(string folder)
    {
        var found = new List<FileSystemInfo>();
        try
        {
            foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos("*", All))
                found.Add(entry);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // what was found before the folder vanished is there all the same
        }
        return found;
    }

    /// <summary>Null when it is not to be listed.</summary>
    private static FoundEntry? Describe(FileSystemInfo info, string below, FolderSearch search)
    {
        try
        {
            var isLink = info.LinkTarget is not null;
            if (isLink && !search.FollowsLinks)
                return null;
            var target = isLink ? info.ResolveLinkTarget(returnFinalTarget: true) : info;
            if (target is not { Exists: true })
                return null;
            var bytes = target is FileInfo file ? file.Length : 0;
            if (target is FileInfo && !OrdinaryFile.Is(target.FullName, bytes))
                return null;
            var name = below.Length == 0 ? info.Name : $"{below}/{info.Name}";
            return new(info.FullName, name, target is DirectoryInfo, isLink, bytes, target.LastWriteTimeUtc, target.CreationTimeUtc);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>A path without links in it; null when there is none.</summary>
    private static string? RealPath(string path)
    {
        try
        {
            var real = System.IO.Path.GetPathRoot(path)!;
            foreach (var part in path[real.Length..].Split(System.IO.Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
            {
                var next = new DirectoryInfo(System.IO.Path.Join(real, part));
                real = next.LinkTarget is null
                    ? next.FullName
                    : RealPath(next.ResolveLinkTarget(returnFinalTarget: true)!.FullName) ?? next.FullName;
            }
            return real;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <param name="Above">The real paths of the folder and of those that led to it: a link back to one of them is not followed.</param>
    private sealed record OpenFolder(string Path, string Name, IReadOnlyList<string> Above)
    {
        public int Depth => Name.Length == 0 ? 0 : Name.Count(letter => letter == '/') + 1;

        public OpenFolder? Below(FoundEntry entry)
        {
            if (Above is not [.., var here])
                return null;
            var real = entry.IsLink ? RealPath(entry.Path) : System.IO.Path.Join(here, System.IO.Path.GetFileName(entry.Path));
            return real is null || (entry.IsLink && Above.Contains(real)) ? null : new(entry.Path, entry.Name, [.. Above, real]);
        }
    }
}
