using Studio.Engine.Graph;

namespace Studio.Web.Jobs;

/// <summary>What happens to jobs, in order. Pages and sockets read these through <see cref="JobEvents.Watch"/>.</summary>
public abstract record JobEvent
{
    private JobEvent()
    {
    }

    /// <summary>
    /// Always the first event of a watch: how things stand. What runs is named only where it is the watcher's to see.
    /// </summary>
    /// <param name="Remaining">Running and waiting jobs of everybody.</param>
    /// <param name="Running">A job for each worker that has one, first started first.</param>
    public sealed record Snapshot(int Remaining, QueuePause? Pause, IReadOnlyList<RunningNow> Running) : JobEvent
    {
        /// <summary>The running job of that id; null when it does not run.</summary>
        public RunningNow? Of(string jobId) => Running.FirstOrDefault(running => running.Job.Id == jobId);
    }

    /// <summary>Something joined, left or changed place in the line, or the line was paused or resumed. Everybody gets it.</summary>
    public sealed record QueueChanged(int Remaining, QueuePause? Pause) : JobEvent;

    /// <summary>Ended jobs were deleted from an owner's history.</summary>
    public sealed record HistoryChanged(string? Owner) : JobEvent;

    /// <summary>Maintenance began or ended. Everybody gets it.</summary>
    public sealed record MaintenanceChanged(bool On, string Reason) : JobEvent;

    /// <summary>Waiting jobs were taken out of the line. Owners get it, and those who see all; look only at what is theirs.</summary>
    public sealed record Removed(IReadOnlyList<RemovedJob> Jobs) : JobEvent;

    /// <summary>The first event of <see cref="JobEvents.Follow"/>: whether what was missed follows completely.</summary>
    /// <param name="KnownSince">Events up to this number are forgotten.</param>
    public sealed record Resumed(bool Complete, long KnownSince) : JobEvent;

    /// <summary>Something about one job: its owner and those who see all get it.</summary>
    public abstract record OfJob(Job Job) : JobEvent;

    /// <summary>The job is a row and waits.</summary>
    public sealed record Queued(Job Job) : OfJob(Job);

    /// <summary>A worker took it.</summary>
    public sealed record Started(Job Job) : OfJob(Job);

    /// <summary>The engine told something. <paramref name="Progress"/> is how things stand after it.</summary>
    public sealed record Progressed(Job Job, ExecutionEvent Happened, JobProgress Progress) : OfJob(Job);

    /// <summary>It is over and recorded: state, times, result and error are in the job and in the history.</summary>
    public sealed record Ended(Job Job) : OfJob(Job);

    /// <summary>It did not end but waits again: the disk was full, its worker died, or the server needed to stop.</summary>
    public sealed record PutBack(Job Job, string Reason) : OfJob(Job);

    /// <summary>What runs when a client's watch begins; after what the client has missed.</summary>
    public sealed record Standing(Job Job, JobProgress Progress) : OfJob(Job);

    /// <summary>Its worker has let go of it; the last event of a run, after the line has moved on.</summary>
    public sealed record Released(Job Job) : OfJob(Job);
}

/// <summary>What is left to say of a job that is no row any more.</summary>
public sealed record RemovedJob(string Id, string Owner, string? WorkflowId);

/// <summary>
/// An event and its number: rising, also over restarts, in thousandths of a millisecond since 1970 or as near as order allows.
/// </summary>
public readonly record struct NumberedEvent(long Id, JobEvent Event);
