using System.Globalization;

namespace Studio.Web.Workers;

/// <summary>How often the system has killed for want of memory in this process's group (Linux, cgroup v2). 0 where nobody counts.</summary>
internal static class OutOfMemoryKills
{
    private const string Root = "/sys/fs/cgroup";

    public static long Count()
    {
        try
        {
            return OperatingSystem.IsLinux() && FileOfEvents() is { } file ? ReadKills(File.ReadLines(file)) : 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    internal static long ReadKills(IEnumerable<string> events) => events.Select(line => line.Split(' '))
        .Where(parts => parts is ["oom_kill", _])
        .Select(parts => long.Parse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture)).FirstOrDefault();

    // "0::/some/group"; inside of a container the root is the group itself
    private static string? FileOfEvents()
    {
        var own = File.ReadLines("/proc/self/cgroup").FirstOrDefault(line => line.StartsWith("0::", StringComparison.Ordinal))?[3..];
        return new[] { Path.Join(Root, own, "memory.events"), Path.Join(Root, "memory.events") }.FirstOrDefault(File.Exists);
    }
}
