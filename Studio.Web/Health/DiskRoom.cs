using Studio.Engine;

namespace Studio.Web.Health;

/// <summary>Why nothing can be stored in one of the folders that every job needs.</summary>
/// <param name="Place">As the operator knows it: "The output folder".</param>
/// <param name="Wanted">Bytes that must be free before it is worth trying.</param>
/// <param name="Free">Bytes that are free.</param>
public sealed record Shortage(string Place, StorageProblem Problem, long Wanted, long Free)
{
    /// <summary>What is missing, with numbers where numbers say it.</summary>
    public string Sentence => Problem switch
    {
        StorageProblem.NoRoom when Free >= Wanted =>
            $"{Place} has {ByteSize.Text(Free)} free, but not for the server's user: a quota is used up, or there is no room for more files.",
        StorageProblem.NoRoom => $"{Place} has {ByteSize.Text(Free)} free; {ByteSize.Text(Wanted)} are wanted.",
        StorageProblem.ReadOnly => $"{Place} is on a disk that can only be read.",
        StorageProblem.NotAllowed => $"{Place} cannot be written by the server's user.",
        StorageProblem.Missing => $"{Place} is not there.",
        _ => $"{Place} cannot be written: {StorageFault.Reason(Problem)}",
    };
}

/// <summary>
/// Whether there is room for what every job writes: pictures in the output folder, rows in STUDIO_DIR. How much is wanted goes by the
/// volume: a hundredth of it, which a small one can give too.
/// </summary>
public sealed class DiskRoom(StudioOptions options, IVolumes volumes)
{
    /// <summary>More than this is one job's own wish, and not what everybody needs.</summary>
    public const long Ordinary = 64 << 20;

    private const long Least = 1 << 20;

    /// <summary>What is missing in the output folder or STUDIO_DIR; null when a job can go on.</summary>
    /// <param name="needed">Bytes that found no room in the output folder before.</param>
    public Shortage? Look(long needed = 0) =>
        Look("The output folder", options.Paths.Output, needed) ?? Look("STUDIO_DIR", options.Paths.Root, 0);

    /// <summary>What is missing for one known wish, beyond what everybody needs; null when there is room, or nobody knows.</summary>
    /// <param name="place">As the operator knows it.</param>
    public Shortage? LookFor(string place, string folder, long bytes)
    {
        var (total, free) = volumes.SpaceOf(folder);
        return total > 0 && free < bytes + Ordinary ? new(place, StorageProblem.NoRoom, bytes + Ordinary, free) : null;
    }

    /// <summary>Bytes free in the output folder; null when nobody knows.</summary>
    public long? Free()
    {
        try
        {
            return volumes.SpaceOf(options.Paths.Output).Free;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private Shortage? Look(string place, string folder, long needed)
    {
        try
        {
            var (total, free) = volumes.SpaceOf(folder);
            var wanted = Math.Max(Math.Clamp(total / 100, total > 0 ? Math.Min(Least, total / 4) : Least, Ordinary),
                Math.Min(needed, Ordinary));
            if (total > 0 && free < wanted) // some file systems know neither
                return new(place, StorageProblem.NoRoom, wanted, free);
            return volumes.TryWrite(folder, (int)wanted) is { } problem ? new(place, problem, wanted, free) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new(place, StorageFault.Of(e) ?? StorageProblem.Missing, 0, 0);
        }
    }
}
