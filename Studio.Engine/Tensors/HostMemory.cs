using System.Collections.Concurrent;
using System.Globalization;

namespace Studio.Engine.Tensors;

/// <summary>
/// What main memory can still give. Linux hands out more than it has and then ends the process, so whoever is about to take a lot asks
/// first.
/// </summary>
public static class HostMemory
{
    /// <summary>Left to everything else: code, buffers of the network, other programs.</summary>
    private const long Reserve = 256L << 20;

    private static readonly ConcurrentDictionary<GivesBack, Action<long>> Givers = [];

    /// <summary>Bytes this process can still take: of the machine, and of the limit that a container sets.</summary>
    public static long Available()
    {
        var memory = GC.GetGCMemoryInfo();
        if (!OperatingSystem.IsLinux())
            return memory.TotalAvailableMemoryBytes - memory.MemoryLoadBytes;
        return Math.Min(MachineAvailable(), memory.TotalAvailableMemoryBytes - OwnMemory()) - Reserve;
    }

    /// <exception cref="EngineException">OutOfMemory: <paramref name="what"/> needs more bytes than <paramref name="available"/> gives,
    /// also after everything unused has been given back.</exception>
    public static void Require(long bytes, string what, Func<long>? available = null)
    {
        available ??= Available;
        var free = available();
        if (bytes <= free)
            return;
        foreach (var give in Givers.Values)
            give(bytes - free);
        GC.Collect();
        var left = available();
        if (bytes > left)
            throw new EngineException(EngineError.OutOfMemory,
                $"{what} needs {Size(bytes)} of memory at least, and {Size(Math.Max(0, left))} may be used.");
    }

    /// <summary>
    /// Whoever keeps memory only to save time is asked, with the bytes that are missing, before anything is refused. Ends with the returned
    /// object.
    /// </summary>
    public static IDisposable WhenShort(Action<long> giveBack)
    {
        var giver = new GivesBack();
        Givers[giver] = giveBack;
        return giver;
    }

    private static string Size(long bytes) => bytes >= 1L << 30
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):0.#} GiB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes >> 20} MiB");

    private static long MachineAvailable()
    {
        var line = Lines("/proc/meminfo").FirstOrDefault(line => line.StartsWith("MemAvailable:", StringComparison.Ordinal));
        return line is null ? long.MaxValue : Number(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) << 10;
    }

    /// <summary>Resident bytes of this process without mapped files, which the system drops when it needs room.</summary>
    private static long OwnMemory()
    {
        var pages = Lines("/proc/self/statm").FirstOrDefault()?.Split(' ');
        return pages is { Length: > 2 } ? (Number(pages[1]) - Number(pages[2])) * Environment.SystemPageSize : 0;
    }

    private static IEnumerable<string> Lines(string path) => File.Exists(path) ? File.ReadLines(path) : [];

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private sealed class GivesBack : IDisposable
    {
        public void Dispose() => Givers.TryRemove(this, out _);
    }
}
