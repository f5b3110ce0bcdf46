using Microsoft.AspNetCore.Components;
using Studio.Web.Components.Controls;
using Studio.Web.Components.Line;
using Studio.Web.Gallery;
using Studio.Web.Jobs;

namespace Studio.Web.Components.Pages;

/// <summary>The line and its history, live. All rules are the queue's; this page shows what it says.</summary>
public sealed partial class Queue
{
    /// <summary>Waiting jobs on a page; a browser does not enjoy ten thousand rows.</summary>
    private const int Shown = 100;

    private const int PageLength = 20;

    private QueueList _list = new([], [], 0, null);
    private readonly WaitingReasons _reasons = new();
    private List<JobGroup> _rows = [];
    private IReadOnlyList<Job> _ended = [];
    private IReadOnlyDictionary<string, Picture?> _pictures = new Dictionary<string, Picture?>();
    private int _first;
    private int _endedTotal;
    private int _endedShown = PageLength;
    private string? _refusal;
    private Asking _asking;

    private enum Asking
    {
        Nothing,
        ClearWaiting,
        ClearHistory,
    }

    [Inject]
    private JobQueue Jobs { get; set; } = null!;

    [Inject]
    private PictureGallery Gallery { get; set; } = null!;

    /// <summary>"failed" shows only what did not work.</summary>
    [SupplyParameterFromQuery]
    private string? Show { get; set; }

    private bool Failed => Show == "failed";

    private string Ordinals =>
        L[$"{_rows[_first].Place} to {_rows[Math.Min(_first + Shown, _rows.Count) - 1].LastPlace} of {_list.Waiting.Count} waiting"];

    private string? Summary => _list.Remaining == 0 ? null
        : _list.Remaining > _list.Waiting.Count ? L[$"{Math.Max(1, _list.Running.Count)} running, {_list.Waiting.Count} waiting"]
        : L[$"{_list.Waiting.Count} waiting"];

    protected override void OnParametersSet()
    {
        LoadLine();
        LoadEnded();
    }

    protected override bool Happened(IReadOnlyList<JobEvent> events)
    {
        var ended = false;
        var changed = false;
        foreach (var happened in events)
        {
            if (happened is JobEvent.Progressed step)
                _list = _list with { Running = [.. _list.Running.Select(running =>
                    running.Job.Id == step.Job.Id ? running with { Progress = step.Progress } : running)] };
            else
                changed = true;
            ended |= happened is JobEvent.Ended or JobEvent.HistoryChanged;
        }

        if (changed)
            LoadLine();
        if (ended)
            LoadEnded();
        return true;
    }

    private string StateOf(Job job) => job.State switch
    {
        JobState.Done => L["Done"],
        JobState.Failed => L["Failed"],
        _ => L["Stopped"],
    };

    private static string? ClassOf(Job job) => job.State switch
    {
        JobState.Done => "ok",
        JobState.Failed => "bad",
        _ => "warn",
    };

    private void LoadLine()
    {
        _list = Jobs.List(User);
        _picked.IntersectWith(_list.Waiting.Select(job => job.Id));
        _rows = JobGroup.Of(_list.Waiting, _unfolded);
        Turn(0);
    }

    // the page may have run empty meanwhile
    private void Turn(int by) => _first = Math.Clamp(_first + by, 0, Math.Max(0, (_rows.Count - 1) / Shown * Shown));

    private void LoadEnded()
    {
        _reasons.Remember(Jobs, User);
        JobState[] states = Failed ? [JobState.Failed] : [JobState.Done, JobState.Failed, JobState.Interrupted];
        (_ended, _endedTotal) = Jobs.History.List(User, new() { States = states, Order = JobOrder.LastEnded, Limit = _endedShown });
        _pictures = _ended.ToDictionary(job => job.Id, job => JobPicture.Find(Gallery, User, job));
    }

    private void ShowMore()
    {
        _endedShown += PageLength;
        LoadEnded();
    }

    private string? NoteOf(Job job)
    {
        if (job.Error is { Length: > 0 } why)
            return why;
        var took = job is { Started: { } started, Ended: { } ended } ? L[$"took {Readable.Duration(L, ended - started)}"] : null;
        return job.Ended is { } at ? string.Join(", ", new[] { Readable.Ago(L, at, Time), took }.OfType<string>()) : took;
    }

    private void Pause() => Obey(() => Jobs.PauseByHand(User, ""));

    private void Resume() => Obey(() => Jobs.Resume(User));

    private async Task ReplayAsync(Job job)
    {
        _refusal = null;
        try
        {
            if (await Jobs.ReplayAsync(User, job.Id) is { Job: null } refused)
                _refusal = refused.Reason;
        }
        catch (JobRefusedException refused)
        {
            _refusal = refused.Message;
        }
    }

    private void Obey(Action action)
    {
        _refusal = null;
        try
        {
            action();
        }
        catch (JobRefusedException refused)
        {
            _refusal = refused.Message;
        }
    }
}
