using Microsoft.AspNetCore.Components;
using Studio.Web.Auth;
using Studio.Web.Components.Controls;
using Studio.Web.Models;
using Studio.Web.Models.Downloads;

namespace Studio.Web.Components.Library;

/// <summary>The list of downloads: what is not over first, then the last few that are.</summary>
public sealed partial class DownloadsPanel
{
    private const int FewOver = 3;
    private const int Few = 12;

    private readonly Dictionary<string, Download> _known = [];
    private IReadOnlyList<Download> _shown = [];
    private int _more;
    private bool _all;
    private string? _problem;

    /// <summary>A file has arrived.</summary>
    [Parameter]
    public EventCallback OnArrived { get; set; }

    [Inject]
    private ModelCatalog Catalog { get; set; } = null!;

    private IReadOnlyList<Choice> Kinds { get; set; } = [];

    protected override void OnInitialized()
    {
        Kinds = KindNames.Choices(Catalog, L);
        base.OnInitialized();
    }

    protected override bool Happened(IReadOnlyList<DownloadEvent> events)
    {
        var hasArrived = false;
        foreach (var happened in events)
        {
            var one = happened.Download;
            hasArrived |= one.State == DownloadState.Done && _known.TryGetValue(one.Id, out var before)
                && before.State != DownloadState.Done;
            if (happened.IsRemoved)
                _known.Remove(one.Id);
            else
                _known[one.Id] = one;
        }

        Choose();
        if (hasArrived)
            _ = InvokeAsync(OnArrived.InvokeAsync);
        return true;
    }

    private void Choose()
    {
        var active = _known.Values.Where(one => !one.IsOver).OrderBy(one => one.State == DownloadState.Failed)
            .ThenByDescending(one => one.Priority)
            .ThenBy(one => one.Sequence);
        var over = _known.Values.Where(one => one.IsOver).OrderByDescending(one => one.Ended).ToList();
        List<Download> all = [.. active, .. over];
        _shown = _all ? all : [.. all.Take(Math.Max(Few, 0)).Where((one, at) => !one.IsOver || over.IndexOf(one) < FewOver)];
        _more = all.Count - _shown.Count;
    }

    private bool MayChange(Download one) => User.May(Scopes.ModelsFetch) && (User.MaySee(one.Owner) || User.May(Scopes.ModelsAdmin));

    private void First(Download one) => Try(() => Downloads.SetPriority(User, one.Id,
        Math.Min(1000, _known.Values.Where(other => !other.IsOver).Select(other => other.Priority).DefaultIfEmpty().Max() + 1)));

    private void Try(Action work)
    {
        try
        {
            work();
            _problem = null;
        }
        catch (DownloadException e)
        {
            _problem = e.Message;
        }
    }
}
