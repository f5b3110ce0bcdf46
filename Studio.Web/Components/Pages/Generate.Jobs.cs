using System.Text.Json.Nodes;
using Studio.Web.Gallery;
using Studio.Web.Jobs;

namespace Studio.Web.Components.Pages;

/// <summary>The user's own jobs and what came out of them.</summary>
public sealed partial class Generate
{
    private const int StripLength = 24;

    private int _remaining;
    private int _waiting;
    private bool _canPass;
    private QueuePause? _pause;
    private Job? _running;
    private JobProgress? _progress;
    private (int Width, int Height) _runningSize = (512, 512);
    private Job? _trouble;
    private Job? _stopped;
    private string? _stopping;
    private TimeSpan? _took;
    private string _announcement = "";
    private IReadOnlyList<Picture> _recent = [];
    private Picture? _chosen;
    private Picture? _large;

    private string Title =>
        (_progress is { Max: > 0 } progress ? $"{100 * progress.Value / progress.Max} %" : L["Generate"]) + " · Studio";

    protected override bool Happened(IReadOnlyList<JobEvent> events)
    {
        var lineChanged = false;
        foreach (var happened in events)
        {
            Apply(happened);
            lineChanged |= happened is JobEvent.Snapshot or JobEvent.QueueChanged;
        }

        if (lineChanged)
        {
            var waiting = Queue.List(User).Waiting;
            _waiting = waiting.Count(job => job.Owner == User.Id);
            _canPass = User.MayRun && waiting.Count > 0;
        }

        return true;
    }

    private void Apply(JobEvent happened)
    {
        switch (happened)
        {
            case JobEvent.Snapshot now:
                (_remaining, _pause) = (now.Remaining, now.Pause);
                if (now.Running.LastOrDefault(running => running.Job.Owner == User.Id) is { } ours)
                    Run(ours.Job, ours.Progress);
                break;
            case JobEvent.QueueChanged now:
                (_remaining, _pause) = (now.Remaining, now.Pause);
                break;
            case JobEvent.Started started:
                Run(started.Job, null);
                _announcement = L["Generating."];
                break;
            case JobEvent.Progressed step when step.Job.Id == _running?.Id:
                _progress = step.Progress;
                break;
            case JobEvent.Ended ended when ended.Job.Owner == User.Id:
                End(ended.Job);
                break;
            case JobEvent.PutBack back when back.Job.Id == _running?.Id:
                ShowAnother();
                break;
        }
    }

    private void Run(Job job, JobProgress? progress)
    {
        if (job.Owner != User.Id)
            return;
        (_running, _progress, _stopped) = (job, progress, null);
        _runningSize = SizeOf(job);
    }

    private void End(Job job)
    {
        if (job.Id == _running?.Id)
            ShowAnother();
        _announcement = job.State switch
        {
            JobState.Done => L["The picture is ready."],
            JobState.Interrupted => L["The job was stopped."],
            _ => L[$"The job failed. {job.Error}"],
        };
        _isEndless &= job.State == JobState.Done;
        if (_isEndless)
            _ = GoOnAsync();
        if (job.State == JobState.Done)
            LoadRecent();
        else if (job.State == JobState.Interrupted && job.Id == _stopping)
            _stopped = job; // it was this user's wish: no news
        else
            _trouble = job;
    }

    /// <summary>What another worker runs for this user; nothing as a rule.</summary>
    private void ShowAnother()
    {
        var others = Queue.Line(User).Running.Where(running => running.Job.Owner == User.Id && running.Job.Id != _running?.Id);
        var next = others.LastOrDefault();
        (_running, _progress) = (next?.Job, next?.Progress);
    }

    private void LoadRecent()
    {
        // whoever sees everybody's pictures still wants their own here
        var page = Gallery.List(User, new() { Limit = User.SeesAll ? 4 * StripLength : StripLength });
        _recent = [.. page.Pictures.Where(picture => picture.Owners.Any(owner => owner.Owner == User.Id)).Take(StripLength)];
        if (_chosen is { } chosen && IndexOf(chosen) < 0)
            _chosen = null;
        Measure();
    }

    private void Choose(Picture picture)
    {
        _chosen = _running is null && IndexOf(picture) == 0 ? null : picture;
        Measure();
    }

    private void Measure()
    {
        var shown = _chosen ?? (_recent.Count > 0 ? _recent[0] : null);
        var job = shown?.Owners.FirstOrDefault(owner => owner.Owner == User.Id)?.JobId is { } id ? Queue.Find(User, id) : null;
        _took = job?.Ended - job?.Started;
    }

    private void Open(Picture picture) => _large = picture;

    private void Step(int by)
    {
        var index = _large is null ? -1 : IndexOf(_large) + by;
        if (index >= 0 && index < _recent.Count)
            _large = _recent[index];
    }

    private int IndexOf(Picture picture) =>
        _recent.TakeWhile(other => other.Image != picture.Image).Count() is var index && index < _recent.Count ? index : -1;

    private void Stop()
    {
        // without a name it would be whichever runs by now
        if (_running is not { } job)
            return;
        _stopping = job.Id;
        Queue.Interrupt(User, job.Id);
    }

    private void CancelWaiting() =>
        Queue.Delete(User, [.. Queue.List(User).Waiting.Where(job => job.Owner == User.Id).Select(job => job.Id)]);

    private async Task ReplayAsync(Job job)
    {
        (_trouble, _stopped) = (null, null);
        try
        {
            await Queue.ReplayAsync(User, job.Id);
        }
        catch (JobRefusedException refused)
        {
            _errors = new Dictionary<string, string> { [""] = refused.Message };
        }
    }

    /// <summary>The size the prompt asks for, so that the preview already has the picture's shape.</summary>
    private static (int Width, int Height) SizeOf(Job job)
    {
        foreach (var (_, node) in JsonNode.Parse(job.Prompt) as JsonObject ?? [])
        {
            if (node?["inputs"] is JsonObject inputs
                && inputs["width"] is JsonValue width && width.TryGetValue(out int w)
                && inputs["height"] is JsonValue height && height.TryGetValue(out int h) && w > 0 && h > 0)
                return (w, h);
        }

        return (512, 512);
    }
}
