using System.Globalization;

namespace Studio.Engine.Runtime;

/// <summary>How many threads arithmetic is worth.</summary>
internal static class Processors
{
    /// <summary>
    /// The setting of a host (runtimeconfig.json) that says how many: for one that computes several things at once, and whose threads would
    /// wait for each other.
    /// </summary>
    private const string Setting = "Studio.Processors";

    /// <summary>
    /// Physical cores, but no more than the process may use (affinity, container quota: the runtime itself does not look at the latter).
    /// 0 where the operating system is left to the runtime.
    /// </summary>
    public static int Usable() =>
        int.TryParse(AppContext.GetData(Setting) as string, CultureInfo.InvariantCulture, out var told) && told > 0 ? told : Physical();

    private static int Physical() => OperatingSystem.IsLinux()
        ? Math.Min(Environment.ProcessorCount, PhysicalCores("/sys/devices/system/cpu"))
        : 0;

    /// <summary>Threads of one core list the same siblings.</summary>
    internal static int PhysicalCores(string systemFolder)
    {
        try
        {
            var cores = Directory.EnumerateDirectories(systemFolder, "cpu*")
                .Select(cpu => Path.Combine(cpu, "topology", "thread_siblings_list"))
                .Where(File.Exists)
                .Select(File.ReadAllText)
                .Distinct()
                .Count();
            return cores > 0 ? cores : Environment.ProcessorCount;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Environment.ProcessorCount;
        }
    }
}
