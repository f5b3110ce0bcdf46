using System.Globalization;

namespace Studio.Web.Dashboard;

/// <summary>Where a number comes from, which decides how it is to be read.</summary>
public enum Scope
{
    Machine,

    /// <summary>A container or a service with a limit of its own.</summary>
    ControlGroup,

    /// <summary>This program alone, where nobody tells more.</summary>
    Process,
}

/// <param name="Busy">Time of cores taken since some moment that does not change.</param>
/// <param name="Cores">How many may be taken at once.</param>
internal sealed record ProcessorTime(TimeSpan Busy, double Cores, Scope Scope);

/// <summary>Bytes.</summary>
public sealed record MemoryUse(long Used, long Total, Scope Scope);

/// <summary>Counts processor time and memory of the smallest thing that has a limit: the control group, else the machine.</summary>
/// <param name="root">The file system that is looked into; a test has its own.</param>
internal sealed class MachineCounters(string root = "/")
{
    // USER_HZ, in which Linux counts for programs on every machine that .NET runs on
    private const double TicksPerSecond = 100;

    private readonly ControlGroup _group = new(root);

    public ProcessorTime Processor()
    {
        if (_group.Processor() is var (busy, cores))
            return new(busy, cores, Scope.ControlGroup);
        var words = ControlGroup.Lines(Path.Join(root, "proc/stat")).FirstOrDefault()?.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words is not ["cpu", ..] || words.Length < 8)
            return new(Environment.CpuUsage.TotalTime, Environment.ProcessorCount, Scope.Process);
        // user, nice, system, idle, iowait, irq, softirq, steal
        var ticks = words.Skip(1).Take(7).Select(word => double.Parse(word, CultureInfo.InvariantCulture)).ToArray();
        return new(TimeSpan.FromSeconds((ticks.Sum() - ticks[3] - ticks[4]) / TicksPerSecond), MachineCores(), Scope.Machine);
    }

    public MemoryUse Memory()
    {
        var machine = MachineMemory();
        return _group.Memory() is var (used, limit) && limit < machine.Total ? new(used, limit, Scope.ControlGroup) : machine;
    }

    private int MachineCores() => Math.Max(1, ControlGroup.Lines(Path.Join(root, "proc/stat"))
        .Count(line => line.StartsWith("cpu", StringComparison.Ordinal) && line.Length > 3 && char.IsAsciiDigit(line[3])));

    private MemoryUse MachineMemory()
    {
        var sizes = ControlGroup.Lines(Path.Join(root, "proc/meminfo"))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words.Length > 1).GroupBy(words => words[0])
            .ToDictionary(words => words.Key, words => long.Parse(words.First()[1], CultureInfo.InvariantCulture) << 10);
        if (sizes.TryGetValue("MemTotal:", out var total) && sizes.TryGetValue("MemAvailable:", out var available))
            return new(total - available, total, Scope.Machine);
        var memory = GC.GetGCMemoryInfo();
        return new(memory.MemoryLoadBytes, memory.TotalAvailableMemoryBytes, Scope.Machine);
    }
}
