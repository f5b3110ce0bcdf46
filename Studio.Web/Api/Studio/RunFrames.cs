using Studio.Engine.Graph;
using Studio.Web.Auth;
using Studio.Web.Jobs;

namespace Studio.Web.Api.Studio;

/// <summary>One WebSocket message.</summary>
internal readonly record struct RunFrame(byte[] Bytes, bool IsBinary);

/// <summary>
/// Turns job events into the messages of one socket. Ids rise from frame to frame; every job that is told of also has an end:
/// job.completed, job.failed, job.cancelled, or job.requeued when it waits again.
/// </summary>
/// <param name="after">The last event that the client knows.</param>
/// <param name="all">Everybody's jobs, not only the user's own.</param>
internal sealed class RunFrames(CurrentUser user, JobQueue queue, long after, bool all)
{
    /// <summary>Ends that are looked up in the history for who has been away longer than events are remembered.</summary>
    private const int LongestCatchUp = 1000;

    private int _previews;
    private (string Job, NodeTitles Titles) _titles = ("", NodeTitles.None);

    public IEnumerable<RunFrame> For(NumberedEvent one) => one.Event switch
    {
        JobEvent.Resumed resumed => Hello(one.Id, resumed),
        JobEvent.Snapshot now => Standing(one.Id, now),
        JobEvent.QueueChanged changed => [RunMessages.QueueChanged(one.Id, changed)],
        JobEvent.MaintenanceChanged changed => [RunMessages.Maintenance(one.Id, changed)],
        JobEvent.Removed removed => Removed(one.Id, removed),
        JobEvent.OfJob { Job: var job } of when IsTold(job.Owner) => Of(one.Id, of),
        _ => [],
    };

    private IEnumerable<RunFrame> Hello(long id, JobEvent.Resumed resumed)
    {
        var frames = new List<RunFrame> { RunMessages.Hello(id, resumed.Complete) };
        if (resumed.Complete)
            return frames;
        // what has ended since then is in the history; ids are times, so each gets one between the last heard and the first remembered
        var since = DateTimeOffset.FromUnixTimeMilliseconds(id / 1000);
        var until = DateTimeOffset.FromUnixTimeMilliseconds(resumed.KnownSince / 1000);
        var missed = queue.History.List(user, new() { States = [JobState.Done, JobState.Failed, JobState.Interrupted],
            Order = JobOrder.LastEnded, Limit = LongestCatchUp }).Jobs
            .Where(job => IsTold(job.Owner) && job.Ended > since && job.Ended < until)
            .Reverse();
        foreach (var job in missed)
        {
            id = Math.Max(id + 1, job.Ended!.Value.ToUnixTimeMilliseconds() * 1000);
            frames.Add(RunMessages.Ended(id, job));
        }

        return frames;
    }

    /// <summary>
    /// The line as it stands, and how far each running job is; their numbers end with that of the event. Asked after the watch began:
    /// nothing can fall between.
    /// </summary>
    private IEnumerable<RunFrame> Standing(long id, JobEvent.Snapshot now)
    {
        var line = queue.List(user);
        var mine = line.Waiting.Where(job => IsTold(job.Owner)).Select(job => job.Id);
        var running = now.Running.Where(one => IsTold(one.Job.Owner)).ToList();
        id -= Math.Max(1, now.Running.Count);
        yield return RunMessages.Queue(id++, now, [.. running.Select(one => one.Job.Id)], mine);
        foreach (var one in running)
        {
            if (one.Progress is { } progress)
                yield return RunMessages.Progress(id++, one.Job, progress, TitlesOf(one.Job), _previews);
        }
    }

    /// <summary>One event, many jobs: their numbers end with that of the event.</summary>
    private IEnumerable<RunFrame> Removed(long id, JobEvent.Removed removed) =>
        from entry in removed.Jobs.Index()
        let number = id - removed.Jobs.Count + 1 + entry.Index
        where number > after && IsTold(entry.Item.Owner)
        select RunMessages.Cancelled(number, entry.Item.Id, entry.Item.WorkflowId, "Taken out of the queue.");

    private IEnumerable<RunFrame> Of(long id, JobEvent.OfJob of) => of switch
    {
        JobEvent.Queued { Job: var job } => [RunMessages.Event(id, "job.queued", "info", "The job waits.", job)],
        JobEvent.Started { Job: var job } => [RunMessages.Event(id, "job.started", "info", "The job runs.", job)],
        JobEvent.PutBack { Job: var job, Reason: var reason } => [RunMessages.Event(id, "job.requeued", "warning", reason, job)],
        JobEvent.Ended { Job: var job } => [RunMessages.Ended(id, job)],
        JobEvent.Progressed { Happened: ExecutionEvent.Preview preview } told => Preview(id, told, preview),
        JobEvent.Progressed { Happened: ExecutionEvent.Warned warned } told => [RunMessages.Warned(id, told.Job, warned)],
        JobEvent.Progressed told => [RunMessages.Progress(id, told.Job, told.Progress, TitlesOf(told.Job), _previews)],
        _ => [],
    };

    private RunFrame[] Preview(long id, JobEvent.Progressed told, ExecutionEvent.Preview preview) =>
        [RunMessages.Preview(id, told.Job, preview, ++_previews), new(preview.Image, IsBinary: true)];

    private bool IsTold(string owner) => owner == user.Id || (all && user.MaySee(owner));

    private NodeTitles TitlesOf(Job job)
    {
        if (_titles.Job != job.Id)
            _titles = (job.Id, NodeTitles.Of(job));
        return _titles.Titles;
    }
}
