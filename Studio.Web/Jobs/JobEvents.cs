using System.Runtime.CompilerServices;
using Studio.Engine.Graph;
using Studio.Web.Auth;

namespace Studio.Web.Jobs;

/// <summary>
/// The stream of job events: register, snapshot, follow. A watcher sees its user's jobs only. For a watcher that is too slow the latest
/// steps, previews and lengths of the line stand for those before; everything else arrives, and is remembered for a while for those who
/// come back.
/// </summary>
public sealed class JobEvents
{
    /// <summary>Events that are remembered: beginnings and ends, not what happens between.</summary>
    private const int Memory = 4096;

    /// <summary>Bytes of unread events one watcher may have: some results that travel as pictures, not the day's work.</summary>
    public const long MaxUnread = 32 << 20;

    private const int EventBytes = 512;

    private readonly Broadcast<NumberedEvent> _hub = new(one => KindOf(one.Event), weigh: one => Weigh(one.Event), maxBytes: MaxUnread);
    private readonly UndeliveredEvents _undelivered;
    private readonly Queue<NumberedEvent> _recent = new();
    private readonly TimeProvider _time;
    private JobEvent.Snapshot _now = new(0, null, []);
    private long _last;
    private long _forgotten;

    public JobEvents(TimeProvider time)
    {
        _time = time;
        _undelivered = new(time);
        _forgotten = NextId();
    }

    /// <summary>How things stand, without regard to who asks.</summary>
    internal JobEvent.Snapshot Now => Volatile.Read(ref _now);

    /// <summary>First a <see cref="JobEvent.Snapshot"/>, then everything that concerns <paramref name="user"/> until cancelled.</summary>
    public async IAsyncEnumerable<JobEvent> Watch(CurrentUser user, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var (_, happened) in _hub.Watch(one => Concerns(user, one.Event), () => [new(0, SeenBy(user, _now))],
            cancellationToken))
            yield return happened;
    }

    /// <summary>
    /// The same with numbers, for who may come back: <see cref="JobEvent.Resumed"/>, what was missed since the event
    /// <paramref name="after"/> (null: nothing), the snapshot, then everything. A reader that never reads ends.
    /// </summary>
    public IAsyncEnumerable<NumberedEvent> Follow(CurrentUser user, long? after, CancellationToken cancellationToken = default) =>
        _hub.Watch(one => Concerns(user, one.Event), () => Missed(user, after), cancellationToken);

    /// <summary>
    /// The same for the client that sends its jobs with <paramref name="clientId"/>: the snapshot is followed by what ended, or showed
    /// something, while it was away, and by what runs now. What it has been told it must say with <see cref="Delivered"/>.
    /// </summary>
    public async IAsyncEnumerable<JobEvent> WatchClient(CurrentUser user, string clientId,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var told = _hub.Watch(one => IsFor(user, clientId, one.Event),
            () => Welcome(user, clientId).Select(happened => new NumberedEvent(0, happened)), cancellationToken);
        await foreach (var (_, happened) in told)
            yield return happened;
    }

    /// <summary>The client of this job has been told; it is not told again.</summary>
    public void Delivered(JobEvent.OfJob happened) => _undelivered.Remove(happened);

    internal void Started(string worker, Job job, int nodeCount, DateTimeOffset at) => Publish(() =>
    {
        var progress = new JobProgress { JobId = job.Id, Started = at, NodeCount = nodeCount };
        _now = _now with { Running = [.. Others(job), new(worker, job, progress)] };
        return new JobEvent.Started(job);
    });

    internal void Progressed(Job job, ExecutionEvent happened) => Publish(() =>
    {
        var before = _now.Of(job.Id)?.Progress ?? new() { JobId = job.Id, Started = _time.GetUtcNow() };
        var progress = before.After(happened, _time.GetUtcNow());
        _now = _now with { Running = [.. _now.Running.Select(one => one.Job.Id == job.Id ? one with { Progress = progress } : one)] };
        return new JobEvent.Progressed(job, happened, progress);
    });

    /// <summary>The end of a run: the job does not run from here on.</summary>
    internal void Stopped(JobEvent.OfJob how) => Publish(() =>
    {
        _now = _now with { Running = [.. Others(how.Job)] };
        return how;
    });

    internal void QueueChanged(int remaining, QueuePause? pause) => Publish(() =>
    {
        _now = _now with { Remaining = remaining, Pause = pause };
        return new JobEvent.QueueChanged(remaining, pause);
    });

    internal void Publish(JobEvent happened) => Publish(() => happened);

    private void Publish(Func<JobEvent> change) => _hub.Publish(() =>
    {
        var told = change();
        _undelivered.Add(told);
        var id = NextId();
        if (told is JobEvent.Removed removed)
            id = _last += removed.Jobs.Count - 1; // a number for each of them
        var happened = new NumberedEvent(id, told);
        if (Slim(happened.Event) is { } kept)
            Remember(happened with { Event = kept });
        return happened;
    });

    private NumberedEvent[] Missed(CurrentUser user, long? after)
    {
        var isKnown = after is null || (after >= _forgotten && after <= _last);
        var missed = _recent.Where(one => one.Id > after && Concerns(user, one.Event)).ToArray();
        var first = new NumberedEvent(after <= _last ? after.Value : NextId(), new JobEvent.Resumed(isKnown, _forgotten));
        var now = SeenBy(user, _now);
        _last += Math.Max(1, now.Running.Count); // the snapshot is several messages: the line, and each job that runs
        return [first, .. missed, new(NextId(), now)];
    }

    private IEnumerable<JobEvent> Welcome(CurrentUser user, string clientId)
    {
        var now = SeenBy(user, _now);
        yield return now;
        foreach (var missed in _undelivered.Of(user.Id, clientId))
            yield return missed;
        foreach (var running in now.Running)
        {
            if (running.Progress is { } progress)
                yield return new JobEvent.Standing(running.Job, progress);
        }
    }

    private void Remember(NumberedEvent happened)
    {
        _recent.Enqueue(happened);
        if (_recent.Count > Memory)
            _forgotten = _recent.Dequeue().Id;
    }

    private long NextId() => _last = Math.Max(_last + 1, _time.GetUtcNow().ToUnixTimeMilliseconds() * 1000);

    /// <summary>What is remembered of an event: prompts would fill the memory.</summary>
    private static JobEvent? Slim(JobEvent happened) => happened switch
    {
        JobEvent.Progressed or JobEvent.Released => null,
        JobEvent.OfJob of => of with { Job = of.Job with { Prompt = "{}", ExtraData = "{}" } },
        JobEvent.Removed or JobEvent.MaintenanceChanged => happened,
        _ => null,
    };

    private static JobEvent.Snapshot SeenBy(CurrentUser user, JobEvent.Snapshot now) =>
        now with { Running = [.. now.Running.Where(running => user.MaySee(running.Job.Owner))] };

    private IEnumerable<RunningNow> Others(Job job) => _now.Running.Where(running => running.Job.Id != job.Id);

    private static bool Concerns(CurrentUser user, JobEvent happened) => happened switch
    {
        JobEvent.OfJob of => user.MaySee(of.Job.Owner),
        JobEvent.HistoryChanged { Owner: { } owner } => user.MaySee(owner),
        JobEvent.Removed removed => removed.Jobs.Any(job => user.MaySee(job.Owner)),
        _ => true,
    };

    // neither what other clients of the same user do nor what no client is told must fill its buffer
    private static bool IsFor(CurrentUser user, string clientId, JobEvent happened) => happened switch
    {
        JobEvent.Queued or JobEvent.Progressed { Happened: ExecutionEvent.Started or ExecutionEvent.Finished } => false,
        JobEvent.OfJob { Job: var job } => job.Owner == user.Id && (job.ClientId is null || job.ClientId == clientId),
        _ => true,
    };

    // a PNG preview is a node's result on its way to the client, not a glimpse: it must arrive
    private static string? KindOf(JobEvent happened) => happened switch
    {
        JobEvent.Progressed { Happened: ExecutionEvent.Progress } => "step",
        JobEvent.Progressed { Happened: ExecutionEvent.Preview { MimeType: not "image/png" } } => "glimpse",
        JobEvent.Progressed { Happened: ExecutionEvent.NodeFinished } => "finished nodes", // each names those before
        JobEvent.QueueChanged => "line",
        _ => null,
    };

    private static long Weigh(JobEvent happened) =>
        happened is JobEvent.Progressed { Happened: ExecutionEvent.Preview preview } ? EventBytes + preview.Image.Length : EventBytes;
}
