namespace Studio.Engine.Runtime;

/// <summary>How many threads arithmetic is worth.</summary>
internal static class Processors
{
    /// <summary>
    /// Physical cores, but no more than the process may use (affinity, container quota: the runtime itself does not look at the latter).
    /// 0 where the operating system is left to the runtime.
    /// </summary>
    public static int Usable() => OperatingSystem.IsLinux()
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
