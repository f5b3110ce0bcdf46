using Studio.Engine.Graph;
using Studio.Web.Jobs;

namespace Studio.Web.Api.Comfy;

/// <summary>Turns job events into the messages that one socket gets, in ComfyUI's order.</summary>
/// <param name="userId">Whose socket it is: nobody else's job is ever told.</param>
/// <param name="sid">Its clientId: jobs sent with it are told in full; jobs sent without any tell their progress.</param>
internal sealed class ComfyFrames(string userId, string sid)
{
    private ExecutionEvent.Preview? _held;

    /// <summary>The client understands previews that say whose they are.</summary>
    public bool WantsPreviewMetadata { get; set; }

    public IEnumerable<Frame> For(JobEvent happened) => happened switch
    {
        JobEvent.Snapshot now => [ComfyMessages.Status(now.Remaining, sid)],
        JobEvent.Standing { Job: var job, Progress.Current: { } node } when IsAddressed(job) => [ComfyMessages.Executing(job.Id, node)],
        JobEvent.QueueChanged changed => [ComfyMessages.Status(changed.Remaining)],
        JobEvent.MaintenanceChanged changed => [ComfyMessages.Maintenance(changed)],
        JobEvent.Progressed told when IsOurs(told.Job) => Progressed(told, isAddressed: told.Job.ClientId == sid),
        JobEvent.Started { Job: var job } when IsAddressed(job) => [ComfyMessages.Started(job)],
        JobEvent.Ended { Job: var job } when IsAddressed(job) => [.. Flush(job), ComfyMessages.Ended(job)],
        JobEvent.Released { Job: { IsOver: true } job } when IsAddressed(job) => [ComfyMessages.Executing(job.Id, null)],
        _ => [],
    };

    private IEnumerable<Frame> Progressed(JobEvent.Progressed told, bool isAddressed)
    {
        var job = told.Job;
        switch (told.Happened)
        {
            case ExecutionEvent.Progress step:
                return Step(told, step);
            case ExecutionEvent.Preview preview:
                return Hold(told, preview);
        }

        var frames = Flush(job).ToList();
        switch (told.Happened)
        {
            case ExecutionEvent.Cached when isAddressed:
                frames.Add(ComfyMessages.Cached(job.Id, told.Progress));
                break;
            case ExecutionEvent.Executing executing:
                frames.Add(ComfyMessages.ProgressState(told.Progress));
                if (isAddressed)
                    frames.Add(ComfyMessages.Executing(job.Id, executing.Node));
                break;
            case ExecutionEvent.Executed shown:
                if (isAddressed)
                    frames.Add(ComfyMessages.Executed(job.Id, shown));
                break;
            case ExecutionEvent.Warned warned when isAddressed && WantsPreviewMetadata: // older clients know pictures only
                frames.Add(ComfyMessages.ProgressText(warned));
                break;
            case ExecutionEvent.NodeFinished:
                frames.Add(ComfyMessages.ProgressState(told.Progress));
                break;
            case ExecutionEvent.Failed failed when isAddressed:
                frames.Add(ComfyMessages.Blocked(job.Id, failed.Failure));
                break;
        }

        return frames;
    }

    /// <summary>
    /// progress_state, preview with metadata, progress, preview without. The engine tells a picture just before its step.
    /// </summary>
    private IEnumerable<Frame> Step(JobEvent.Progressed told, ExecutionEvent.Progress step)
    {
        var picture = Flush(told.Job).ToList();
        yield return ComfyMessages.ProgressState(told.Progress);
        if (WantsPreviewMetadata)
            foreach (var frame in picture)
                yield return frame;
        yield return ComfyMessages.Progress(told.Job.Id, step);
        if (!WantsPreviewMetadata)
            foreach (var frame in picture)
                yield return frame;
    }

    /// <summary>
    /// A picture waits for the step it belongs to. One whose step was left out for a slow reader goes out with the next event.
    /// </summary>
    private List<Frame> Hold(JobEvent.Progressed told, ExecutionEvent.Preview preview)
    {
        var earlier = Flush(told.Job).ToList();
        _held = preview;
        return earlier;
    }

    private IEnumerable<Frame> Flush(Job job)
    {
        if (_held is not { } preview)
            yield break;
        _held = null;
        yield return WantsPreviewMetadata ? ComfyMessages.PreviewWithMetadata(job.Id, preview) : ComfyMessages.Preview(preview);
    }

    private bool IsOurs(Job job) => job.Owner == userId && (job.ClientId is null || job.ClientId == sid);

    /// <summary>Whether the job was sent with this socket's clientId, by its user.</summary>
    public bool IsAddressed(Job job) => job.Owner == userId && job.ClientId == sid;
}
