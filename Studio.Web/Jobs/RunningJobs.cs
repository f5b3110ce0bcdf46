using System.Diagnostics.CodeAnalysis;

namespace Studio.Web.Jobs;

/// <summary>A job that a worker runs, and how far it is; progress is null until the run has begun.</summary>
public sealed record RunningNow(string Worker, Job Job, JobProgress? Progress);

/// <summary>What this server's workers hold: one job each at most. Used under the lock of the line.</summary>
internal sealed class RunningJobs
{
    private readonly Dictionary<string, RunningJob> _byWorker = new(StringComparer.Ordinal);

    public int Count => _byWorker.Count;

    /// <summary>In the order in which they were started.</summary>
    public IReadOnlyList<RunningJob> All => [.. _byWorker.Values.OrderBy(running => running.Job.Started)];

    public void Add(RunningJob running) => _byWorker.Add(running.Worker, running);

    public RunningJob? Find(string jobId) => _byWorker.Values.FirstOrDefault(running => running.Job.Id == jobId);

    public bool Remove(string jobId, [NotNullWhen(true)] out RunningJob? removed)
    {
        removed = Find(jobId);
        return removed is not null && _byWorker.Remove(removed.Worker);
    }
}
