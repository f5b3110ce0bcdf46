using System.Globalization;

namespace Studio.Web.Dashboard;

/// <summary>
/// What the control group of this process may take of the machine and takes: the limits of a container or a service (Linux, cgroup v2, or
/// v1 where that is mounted). Null answers mean that there is no such limit.
/// </summary>
/// <param name="root">The file system that is looked into: "/".</param>
internal sealed class ControlGroup(string root)
{
    private string Base => Path.Join(root, "sys/fs/cgroup");

    /// <summary>Bytes in use, without cached files that the system drops when it needs room, and the limit.</summary>
    public (long Used, long Limit)? Memory()
    {
        (long Used, long Limit)? least = null;
        foreach (var (folder, limitFile, usedFile, cached) in Folders("memory").SelectMany(folder => new[]
        {
            (folder, "memory.max", "memory.current", "inactive_file"),
            (folder, "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"),
        }))
        {
            // v1 says "no limit" with a number that no machine has
            if (Number(folder, limitFile) is not { } limit || limit > 1L << 60 || Number(folder, usedFile) is not { } used
                || limit >= least?.Limit)
                continue;
            least = (Math.Max(0, used - (Entry(folder, "memory.stat", cached) ?? 0)), limit);
        }

        return least;
    }

    /// <summary>Time of cores taken since the group was made, and how many cores it may take at once.</summary>
    public (TimeSpan Busy, double Cores)? Processor()
    {
        foreach (var folder in Folders("cpu"))
        {
            if (Words(folder, "cpu.max") is [var quota, var period] && Whole(quota) is { } most && Whole(period) is > 0 and { } each
                && Entry(folder, "cpu.stat", "usage_usec") is { } microseconds)
                return (TimeSpan.FromMicroseconds(microseconds), (double)most / each);
        }

        foreach (var folder in Folders("cpu"))
        {
            if (Number(folder, "cpu.cfs_quota_us") is > 0 and { } most && Number(folder, "cpu.cfs_period_us") is > 0 and { } each
                && Folders("cpuacct").Select(account => Number(account, "cpuacct.usage"))
                    .FirstOrDefault(used => used is not null) is { } used)
                return (TimeSpan.FromMicroseconds(used / 1000.0), (double)most / each);
        }

        return null;
    }

    /// <summary>
    /// The group's folder and those above it, whose limits hold as well. In a container that has a view of its own the path that the
    /// process is told is not there, and the topmost folder is its group.
    /// </summary>
    private IEnumerable<string> Folders(string controller)
    {
        foreach (var line in Lines(Path.Join(root, "proc/self/cgroup")))
        {
            var parts = line.Split(':', 3);
            if (parts.Length < 3 || !(parts[1].Length == 0 || parts[1].Split(',').Contains(controller, StringComparer.Ordinal)))
                continue;
            var top = parts[1].Length == 0 ? Base : Path.Join(Base, controller);
            for (var path = parts[2].Trim('/'); path.Length > 0; path = Path.GetDirectoryName(path) ?? "")
            {
                if (!path.Contains("..", StringComparison.Ordinal) && Directory.Exists(Path.Join(top, path)))
                    yield return Path.Join(top, path);
            }

            yield return top;
        }
    }

    private static long? Number(string folder, string file) => Words(folder, file) is [var word, ..] ? Whole(word) : null;

    private static long? Entry(string folder, string file, string name) =>
        Lines(Path.Join(folder, file)).Select(line => line.Split(' ')).FirstOrDefault(words => words[0] == name) is [_, var value]
            ? Whole(value) : null;

    private static string[] Words(string folder, string file) =>
        Lines(Path.Join(folder, file)).FirstOrDefault()?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static long? Whole(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>None where there is no such file, or it cannot be read: a group may vanish at any time.</summary>
    internal static IEnumerable<string> Lines(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllLines(path) : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
