namespace Studio.Web;

/// <summary>Names from outside become paths only here: the result stays in its folder, whatever the name tries.</summary>
public static class SafePath
{
    /// <summary>
    /// The full path of <paramref name="relative"/> (forward or back slashes) in <paramref name="root"/>; null when the name could leave
    /// the folder on any system, or does so through a link. Nothing has to exist there.
    /// </summary>
    public static string? Below(string root, string relative)
    {
        var segments = relative.Replace('\\', '/').Split('/');
        if (!segments.All(IsName))
            return null;
        var full = Path.GetFullPath(root);
        var path = full;
        foreach (var segment in segments)
        {
            path = Path.Join(path, segment);
            if (LeavesThroughLink(path, full))
                return null;
        }

        return path;
    }

    /// <summary>
    /// A relative path in its one spelling, as os.path.normpath has it: "one/", "one//two/../" and "./one" are "one", "." is "". Forward
    /// slashes. Null when it begins at the root of a disk or leads out of where it begins; whether its names are good is not looked at.
    /// </summary>
    public static string? Normal(string relative)
    {
        var path = relative.Replace('\\', '/');
        if (path.StartsWith('/'))
            return null;
        var parts = new List<string>();
        foreach (var part in path.Split('/'))
        {
            if (part is "" or ".")
                continue;
            if (part != "..")
                parts.Add(part);
            else if (parts.Count == 0)
                return null;
            else
                parts.RemoveAt(parts.Count - 1);
        }

        return string.Join('/', parts);
    }

    /// <summary>Whether this is one plain name of a file or folder.</summary>
    public static bool IsName(string segment) => WhyNotName(segment) is null;

    /// <summary>Why this is no plain name of a file or folder, in a sentence; null when it is one.</summary>
    public static string? WhyNotName(string segment) => FileNameRules.WhyNot(segment);

    /// <summary>
    /// Why a relative path cannot be used, in a sentence for whoever wrote it; null when nothing is wrong with its names.
    /// </summary>
    public static string? WhyNot(string relative) => Normal(relative) is { } normal
        ? normal.Split('/').Where(name => name.Length > 0).Select(FileNameRules.WhyNot).FirstOrDefault(problem => problem is not null)
        : $"'{relative}' leads out of its folder.";

    private static bool LeavesThroughLink(string path, string root)
    {
        try
        {
            FileSystemInfo entry = Directory.Exists(path) ? new DirectoryInfo(path) : new FileInfo(path);
            if (entry.LinkTarget is null)
                return false;
            var target = entry.ResolveLinkTarget(returnFinalTarget: true)?.FullName;
            return target is null
                || !(target + Path.DirectorySeparatorChar).StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return true; // a link that goes in circles
        }
    }
}
