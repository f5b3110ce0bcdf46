using Studio.Web.Health;

namespace Studio.Web.Dashboard;

/// <summary>How busy the machine is, or the part of it that this server may take.</summary>
/// <param name="Processor">0 to 1 since the reading before; null when there is none to compare with.</param>
/// <param name="Cores">How many that share is of.</param>
/// <param name="Own">Bytes of memory that this program holds.</param>
/// <param name="Disk">Bytes free and altogether where STUDIO_DIR lies; null when the system does not tell.</param>
public sealed record MachineReading(
    double? Processor, double Cores, Scope ProcessorScope, MemoryUse Memory, long Own, (long Free, long Total)? Disk);

/// <summary>Reads the machine for all who look, at most once a second: the share of the processor is that of the time in between.</summary>
internal sealed class MachineUse(StudioOptions options, IVolumes volumes, TimeProvider time, MachineCounters counters)
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1);

    // what was busy before that says nothing of now
    private static readonly TimeSpan Stale = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private MachineReading? _last;
    private (ProcessorTime Used, long At)? _before;

    public MachineReading Read()
    {
        lock (_gate)
        {
            if (_last is not null && _before is { } recent && time.GetElapsedTime(recent.At) < Between)
                return _last;
            var (now, at) = (counters.Processor(), time.GetTimestamp());
            var share = _before is { } before && time.GetElapsedTime(before.At, at) is var passed && passed < Stale
                && before.Used.Scope == now.Scope && now.Cores > 0
                    ? Math.Clamp((now.Busy - before.Used.Busy) / passed / now.Cores, 0, 1)
                    : (double?)null;
            _before = (now, at);
            return _last = new(share, now.Cores, now.Scope, counters.Memory(), Environment.WorkingSet, Disk());
        }
    }

    private (long Free, long Total)? Disk()
    {
        try
        {
            return volumes.SpaceOf(options.StudioDir) is { Total: > 0 } space ? (space.Free, space.Total) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
