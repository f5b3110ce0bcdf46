using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web.Virtualization;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.JSInterop;
using MudBlazor;
using Studio.Web.Components.Controls;
using Studio.Web.Components.Pictures;
using Studio.Web.Gallery;
using Studio.Web.Jobs;

namespace Studio.Web.Components.Pages;

/// <summary>
/// The user's pictures, any number of them: only the rows in sight are drawn. Search, order, filters and the open picture are in the
/// address,
/// so that any view can be kept and shared. This part shows; one does things to what is picked.
/// </summary>
public sealed partial class GalleryPage : IAsyncDisposable
{
    private const string OldestFirst = "oldest";

    private static readonly TimeSpan TypingPause = TimeSpan.FromMilliseconds(250);

    private List<long> _ids = [];
    private PictureFilter _filter = new();
    private BoardBar? _boards;
    private Virtualize<GalleryRow>? _grid;
    private ElementReference _frame;
    private int _columns = 4;
    private float _rowHeight = 212;
    private int _side = 256;
    private string? _loaded;
    private Picture? _open;
    private PictureViewer? _viewer;
    private IJSObjectReference? _script;
    private DotNetObjectReference<GalleryPage>? _self;
    private long _typed;

    [Inject]
    private PictureGallery Gallery { get; set; } = null!;

    [Inject]
    private PictureShelf Shelf { get; set; } = null!;

    [Inject]
    private PictureZips Zips { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private ISnackbar Notes { get; set; } = null!;

    [Inject]
    private IJSRuntime JS { get; set; } = null!;

    /// <summary>Words that must all occur.</summary>
    [SupplyParameterFromQuery(Name = "q")]
    private string? Query { get; set; }

    [SupplyParameterFromQuery]
    private string? Order { get; set; }

    /// <summary>The open picture, "sub/x.png [output]".</summary>
    [SupplyParameterFromQuery(Name = "picture")]
    private string? Opened { get; set; }

    private bool Oldest => Order == OldestFirst;

    private string? Summary => _ids.Count == 0 ? null : L.Count(_ids.Count, "{0} picture", "{0} pictures");

    public async ValueTask DisposeAsync()
    {
        Dispose();
        _self?.Dispose();
        await _script.ReleaseAsync();
    }

    /// <summary>Told by the browser: how many pictures stand in a row, and how high a row is, in pixels.</summary>
    [JSInvokable]
    public async Task Measured(int columns, double rowHeight)
    {
        (_columns, _rowHeight) = (Math.Clamp(columns, 1, 24), (float)Math.Clamp(rowHeight, 40, 2000));
        _side = rowHeight > 260 ? 512 : 256;
        await RefreshAsync();
    }

    protected override async Task OnParametersSetAsync()
    {
        var view = string.Join('\n', GalleryAddress.Names.Select(Part).Append(Query).Append(Order));
        if (_loaded != view)
        {
            _loaded = view;
            _filter = GalleryAddress.Read(Part, Time.LocalTimeZone);
            _picked.Clear();
            await ReloadAsync();
        }

        _open = Opened is { Length: > 0 } name ? Gallery.Find(User, PictureAddress.Parse(name)) : null;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _script = await JS.InvokeAsync<IJSObjectReference>("import", Leaving, "/" + Assets["Components/Pages/GalleryPage.razor.js"]);
            _self = DotNetObjectReference.Create(this);
        }

        if (_script is not null && _frame.Id is not null && _ids.Count > 0)
            await _script.InvokeVoidAsync("measure", Leaving, _frame, _self);
    }

    protected override bool Happened(IReadOnlyList<JobEvent> events)
    {
        var isMore = events.Any(happened => happened is JobEvent.Ended { Job.State: JobState.Done });
        if (isMore)
            _ = InvokeAsync(ReloadAsync);
        return isMore;
    }

    private string? Part(string name) =>
        QueryHelpers.ParseQuery(new Uri(Navigation.Uri).Query).TryGetValue(name, out var value) ? value.ToString() : null;

    private async Task ReloadAsync()
    {
        _boards?.Refresh();
        _ids = [.. Shelf.Ids(User, new() { Text = Query, OldestFirst = Oldest, Filter = _filter })];
        _picked.IntersectWith(_ids);
        await RefreshAsync();
    }

    private async Task RefreshAsync()
    {
        if (_grid is not null)
            await _grid.RefreshDataAsync();
        StateHasChanged();
    }

    private ValueTask<ItemsProviderResult<GalleryRow>> RowsAsync(ItemsProviderRequest request)
    {
        var rows = (_ids.Count + _columns - 1) / _columns;
        var first = request.StartIndex * _columns;
        var wanted = _ids.Skip(first).Take(request.Count * _columns).ToList();
        var pictures = Shelf.Pictures(User, wanted).ToDictionary(picture => picture.Id);
        var shown = wanted.Chunk(_columns).Select((ids, row) => new GalleryRow(request.StartIndex + row,
            [.. ids.Where(pictures.ContainsKey).Select(id => pictures[id])]));
        return ValueTask.FromResult(new ItemsProviderResult<GalleryRow>(shown, rows));
    }

    private async Task SearchAsync(ChangeEventArgs change)
    {
        var mine = ++_typed;
        var words = (string?)change.Value;
        await Task.Delay(TypingPause, Time, Leaving);
        if (mine == _typed)
            Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(new Dictionary<string, object?>
                { ["q"] = string.IsNullOrWhiteSpace(words) ? null : words, ["picture"] = null }), replace: true);
    }

    private void SetFilter((string Name, string? Value) part) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(
        new Dictionary<string, object?> { [part.Name] = part.Value, ["picture"] = null }), replace: true);

    private void Go(string? order) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("order", order), replace: true);

    private void Go(Picture? picture, bool replace = false) =>
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("picture",
            picture is null ? null : PictureAddress.Annotated(picture.Image)), replace: replace);

    private void Step(int by)
    {
        var index = _open is null ? -1 : IndexOf(_open);
        if (index >= 0 && index + by >= 0 && index + by < _ids.Count && Shelf.Pictures(User, [_ids[index + by]]) is [var next])
            Go(next.Picture, replace: true);
    }

    private void CloseViewer()
    {
        if (_open is not null)
            Go(picture: null, replace: true);
    }

    private async Task DeleteAsync(Picture picture)
    {
        var index = IndexOf(picture);
        await BinAsync([picture.Id]);
        // on to the one that took its place, as when leafing through
        if (index >= 0 && _ids.Count > 0 && Shelf.Pictures(User, [_ids[Math.Min(index, _ids.Count - 1)]]) is [var next])
            Go(next.Picture, replace: true);
        else if (_viewer is not null)
            await _viewer.CloseAsync();
    }

    private int IndexOf(Picture picture) => _ids.IndexOf(picture.Id);
}
