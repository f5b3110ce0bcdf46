using Studio.Engine.Graph;
using Studio.Web.Auth;

namespace Studio.Web.Jobs;

/// <summary>
/// The stream of job events: register, snapshot, follow. A watcher sees its user's jobs only. Steps and previews may be dropped for a
/// watcher that is too slow; everything else arrives.
/// </summary>
public sealed class JobEvents(TimeProvider time)
{
    private readonly Broadcast<JobEvent> _hub = new(MayDrop);
    private JobEvent.Snapshot _now = new(0, null, null, null);

    /// <summary>How things stand, without regard to who asks.</summary>
    internal JobEvent.Snapshot Now => Volatile.Read(ref _now);

    /// <summary>First a <see cref="JobEvent.Snapshot"/>, then everything that concerns <paramref name="user"/> until cancelled.</summary>
    public IAsyncEnumerable<JobEvent> Watch(CurrentUser user, CancellationToken cancellationToken = default) =>
        _hub.Watch(happened => Concerns(user, happened), () => [SeenBy(user, _now)], cancellationToken);

    internal void Started(Job job, int nodeCount, DateTimeOffset at) => _hub.Publish(() =>
    {
        _now = _now with { Running = job, Progress = new() { JobId = job.Id, Started = at, NodeCount = nodeCount } };
        return new JobEvent.Started(job);
    });

    internal void Progressed(Job job, ExecutionEvent happened) => _hub.Publish(() =>
    {
        var progress = (_now.Progress ?? new() { JobId = job.Id, Started = time.GetUtcNow() }).After(happened, time.GetUtcNow());
        _now = _now with { Progress = progress };
        return new JobEvent.Progressed(job, happened, progress);
    });

    /// <summary>The end of a run: nothing runs from here on.</summary>
    internal void Stopped(JobEvent.OfJob how) => _hub.Publish(() =>
    {
        _now = _now with { Running = null, Progress = null };
        return how;
    });

    internal void QueueChanged(int remaining, QueuePause? pause) => _hub.Publish(() =>
    {
        _now = _now with { Remaining = remaining, Pause = pause };
        return new JobEvent.QueueChanged(remaining, pause);
    });

    internal void Publish(JobEvent happened) => _hub.Publish(happened);

    private static JobEvent.Snapshot SeenBy(CurrentUser user, JobEvent.Snapshot now) =>
        now.Running is { } job && !user.MaySee(job.Owner) ? now with { Running = null, Progress = null } : now;

    private static bool Concerns(CurrentUser user, JobEvent happened) => happened switch
    {
        JobEvent.OfJob of => user.MaySee(of.Job.Owner),
        JobEvent.HistoryChanged { Owner: { } owner } => user.MaySee(owner),
        _ => true,
    };

    // a PNG preview is a node's result on its way to the client, not a glimpse: it must arrive
    private static bool MayDrop(JobEvent happened) => happened is JobEvent.Progressed
    {
        Happened: ExecutionEvent.Progress or ExecutionEvent.Preview { MimeType: not "image/png" },
    };
}
