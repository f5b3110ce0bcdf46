using Studio.Engine.Graph;

namespace Studio.Web.Jobs;

/// <summary>What happens to jobs, in order. Pages and sockets read these through <see cref="JobEvents.Watch"/>.</summary>
public abstract record JobEvent
{
    private JobEvent()
    {
    }

    /// <summary>Always the first event of a watch: how things stand. Running and progress are null when the job is somebody else's.</summary>
    /// <param name="Remaining">Running and waiting jobs of everybody.</param>
    public sealed record Snapshot(int Remaining, QueuePause? Pause, Job? Running, JobProgress? Progress) : JobEvent;

    /// <summary>Something joined, left or changed place in the line, or the line was paused or resumed. Everybody gets it.</summary>
    public sealed record QueueChanged(int Remaining, QueuePause? Pause) : JobEvent;

    /// <summary>Ended jobs were deleted from an owner's history.</summary>
    public sealed record HistoryChanged(string? Owner) : JobEvent;

    /// <summary>Something about one job: its owner and those who see all get it.</summary>
    public abstract record OfJob(Job Job) : JobEvent;

    /// <summary>The job is a row and waits.</summary>
    public sealed record Queued(Job Job) : OfJob(Job);

    /// <summary>The worker took it.</summary>
    public sealed record Started(Job Job) : OfJob(Job);

    /// <summary>The engine told something. <paramref name="Progress"/> is how things stand after it.</summary>
    public sealed record Progressed(Job Job, ExecutionEvent Happened, JobProgress Progress) : OfJob(Job);

    /// <summary>It is over and recorded: state, times, result and error are in the job and in the history.</summary>
    public sealed record Ended(Job Job) : OfJob(Job);

    /// <summary>It did not end but waits again: the disk was full, or the server needed to stop.</summary>
    public sealed record PutBack(Job Job, string Reason) : OfJob(Job);

    /// <summary>The worker has let go of it; the last event of a run, after the line has moved on.</summary>
    public sealed record Released(Job Job) : OfJob(Job);
}
