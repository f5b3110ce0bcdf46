using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.JSInterop;
using MudBlazor;
using Studio.Web.Components.Controls;
using Studio.Web.Jobs;
using Studio.Web.Languages;
using Studio.Web.UserData;

namespace Studio.Web.Components.Notices;

/// <summary>
/// Beside every page: tells the ends of one's own jobs where the page does not show them, and gives the window's title how far the running
/// one is. Draws nothing itself.
/// </summary>
public sealed class JobNotices : JobPage, IAsyncDisposable
{
    private static readonly TimeSpan TitleBeat = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(500);

    private readonly List<Job> _doneSince = [];
    private IJSObjectReference? _script;
    private int? _percent;
    private long _toldAt;

    [Inject]
    private JobQueue Queue { get; set; } = null!;

    [Inject]
    private NoticeChoices Choices { get; set; } = null!;

    [Inject]
    private ISnackbar Notes { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private IJSRuntime JS { get; set; } = null!;

    [Inject]
    private Texts Words { get; set; } = null!;

    public async ValueTask DisposeAsync()
    {
        Dispose();
        await _script.ReleaseAsync();
    }

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        // nothing to see
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
            _script = await JS.InvokeAsync<IJSObjectReference>("import", Leaving, "/" + Assets["notices.js"]);
    }

    protected override bool Happened(IReadOnlyList<JobEvent> events)
    {
        var ended = new List<Job>();
        foreach (var happened in events)
        {
            switch (happened)
            {
                case JobEvent.Ended { Job: var job } when job.Owner == User.Id:
                    ended.Add(job);
                    Title(null);
                    break;
                case JobEvent.Progressed { Job: var job, Progress: { Max: > 0 } now } when job.Owner == User.Id:
                    Title(100 * now.Value / now.Max);
                    break;
                case JobEvent.PutBack { Job: var job } when job.Owner == User.Id:
                    Title(null);
                    break;
            }
        }

        if (ended.Count > 0)
            Tell(ended);
        return false;
    }

    private void Tell(List<Job> ended)
    {
        var choice = Choices.Read(User);
        if (choice.When == NoticeWhen.Nothing)
            return;
        foreach (var failed in ended.Where(job => job.State == JobState.Failed))
            Tell(choice, failed, Words["A job failed"], FirstLine(failed.Error), Severity.Error);
        // what somebody stopped is no news to them
        _doneSince.AddRange(ended.Where(job => job.State == JobState.Done));
        if (_doneSince.Count > 0 && (choice.When == NoticeWhen.EveryJob || Queue.CountOwn(User) == 0))
            _ = InvokeAsync(() => TellDoneAsync(choice));
    }

    /// <summary>After a moment: the queue is ahead of its events, and the last ones of what is done may still be on their way.</summary>
    private async Task TellDoneAsync(NoticeChoice choice)
    {
        try
        {
            await Task.Delay(Settling, Time, Leaving);
        }
        catch (OperationCanceledException)
        {
            return; // the page was left
        }

        if (_doneSince.Count == 0)
            return; // told already
        var what = _doneSince.Count == 1 ? Words["Your job is done"] : Words[$"{_doneSince.Count} jobs are done"];
        Tell(choice, _doneSince[^1], what, null, Severity.Normal);
        _doneSince.Clear();
    }

    private void Tell(NoticeChoice choice, Job job, string what, string? why, Severity severity)
    {
        if (!IsShown(job))
            Notes.Add(why is null ? what : $"{what}: {why}", severity, options =>
            {
                options.HideIcon = severity == Severity.Normal;
                options.Action = Words["Show"];
                options.ActionColor = Color.Primary;
                options.OnClick = _ => InvokeAsync(() => Navigation.NavigateTo($"/studio/queue?job={job.Id}"));
            });
        // one id for all tabs, so that only one of them makes a noise
        Call("tell", job.Id, what, why ?? "", choice.InBrowser, choice.WithSound);
    }

    /// <summary>Whether the page that is open shows how this job ends.</summary>
    private bool IsShown(Job job)
    {
        var path = Navigation.ToAbsoluteUri(Navigation.Uri).AbsolutePath;
        return path is "/" or "/studio/queue"
            || (job.WorkflowId is { } workflow && path.StartsWith($"/studio/workflows/{Uri.EscapeDataString(workflow)}", StringComparison.Ordinal));
    }

    private void Title(int? percent)
    {
        if (percent == _percent || (percent is not null && Time.GetElapsedTime(_toldAt) < TitleBeat))
            return;
        (_percent, _toldAt) = (percent, Time.GetTimestamp());
        Call("progress", percent);
    }

    private void Call(string function, params object?[] arguments)
    {
        if (_script is { } script)
            _ = CallAsync(script, function, arguments);
    }

    private async Task CallAsync(IJSObjectReference script, string function, object?[] arguments)
    {
        try
        {
            await script.InvokeVoidAsync(function, Leaving, arguments);
        }
        catch (Exception e) when (e is JSException or JSDisconnectedException or OperationCanceledException)
        {
            // a browser that cannot make a sound is no reason to end the page
        }
    }

    private static string? FirstLine(string? error) =>
        error?.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault() is { } line
            ? line.Length > 160 ? line[..160] + "…" : line
            : null;
}
