using Microsoft.AspNetCore.Components;
using Studio.Web.Components.Controls;
using Studio.Web.Gallery;
using Studio.Web.Jobs;
using Studio.Web.UserData;

namespace Studio.Web.Components.Grids;

/// <summary>The pictures of a grid with their labels, as they come.</summary>
public sealed partial class SheetPage
{
    private Sheet? _sheet;
    private IReadOnlyList<(Picture? Picture, string Words)> _cells = [];

    [Inject]
    private SheetFiles Sheets { get; set; } = null!;

    [Inject]
    private JobQueue Queue { get; set; } = null!;

    [Inject]
    private PictureGallery Gallery { get; set; } = null!;

    [Parameter]
    public string Id { get; set; } = "";

    private string Summary => _cells.Count(cell => cell.Picture is not null) is var done && done == _cells.Count
        ? L.Count(done, "{0} picture", "{0} pictures")
        : _cells.Count == 1 ? L[$"{done} of 1 picture"] : L[$"{done} of {_cells.Count} pictures"];

    protected override void OnParametersSet()
    {
        _sheet = Sheets.Find(User, Id);
        Load();
    }

    protected override bool Happened(IReadOnlyList<JobEvent> events)
    {
        if (_sheet is not { } sheet || !events.Any(happened => happened is JobEvent.Started or JobEvent.Ended or JobEvent.Removed))
            return false;
        Load();
        return true;
    }

    private void Load()
    {
        var jobs = Queue.Find(User, _sheet?.Jobs ?? []).ToDictionary(job => job.Id);
        _cells = [.. (_sheet?.Jobs ?? []).Select(id => jobs.TryGetValue(id, out var job)
            ? (JobPicture.Find(Gallery, User, job), WordsOf(job)) : (null, L["Cancelled"]))];
    }

    private string TitleOf(string axis) => GridAxis.TitleOf(axis, L);

    private string WordsOf(Job job) => job.State switch
    {
        JobState.Queued => L["Waiting"],
        JobState.Running => L["Being made"],
        JobState.Done => L["Deleted"],
        JobState.Interrupted => L["Stopped"],
        _ => job.Error ?? L["Failed"],
    };
}
