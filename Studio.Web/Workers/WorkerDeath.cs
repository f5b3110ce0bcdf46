using System.Globalization;

namespace Studio.Web.Workers;

/// <summary>How a worker ended, in words for the job's owner.</summary>
/// <param name="ExitCode">Of the process; 128 and more is a signal.</param>
/// <param name="IsOutOfMemory">The system's killer of processes has struck meanwhile.</param>
/// <param name="IsHung">It told nothing any more and was ended by the server.</param>
/// <param name="Resident">Bytes that it had when it was last heard of; 0 when it never was.</param>
/// <param name="Limit">Bytes that it may have.</param>
internal sealed record WorkerDeath(int ExitCode, bool IsOutOfMemory, bool IsHung, long Resident, long Limit)
{
    private const int Kill = 128 + 9;

    /// <summary>The server has ended it: nothing that a job can be blamed for.</summary>
    public bool IsRetired { get; init; }

    private static readonly Dictionary<int, string> Signals = new()
    {
        [128 + 4] = "an instruction that this processor does not have",
        [128 + 6] = "it gave up",
        [128 + 7] = "a bus error",
        [128 + 8] = "a division by zero",
        [128 + 11] = "it touched memory that is not its own",
        [128 + 15] = "it was asked to end",
    };

    /// <param name="node">The class of the node that ran; null before the first.</param>
    public string Sentence(string? node)
    {
        var during = node is null ? "" : $" while running {node}";
        var memory = Resident == 0 ? "" : $" at {Gigabytes(Resident)} of {Gigabytes(Limit)} GiB";
        return IsHung ? $"The worker did not answer any more{during} and was ended{memory}."
            : IsOutOfMemory ? $"The worker was killed: out of memory{memory}{during}."
            : ExitCode == Kill ? $"The worker was killed{memory}{during}."
            : Signals.TryGetValue(ExitCode, out var why) ? $"The worker crashed{memory}{during}: {why} (signal {ExitCode - 128})."
            : $"The worker ended{memory}{during} with exit code {ExitCode}.";
    }

    private static string Gigabytes(long bytes) => (bytes / (double)(1L << 30)).ToString("0.0", CultureInfo.InvariantCulture);
}
