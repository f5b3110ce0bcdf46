using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Studio.Web.Components.Controls;
using Studio.Web.Gallery;
using Studio.Web.Jobs;

namespace Studio.Web.Components.Pages;

/// <summary>The user's pictures. Search, order and the open picture are in the address, so that any view can be kept and shared.</summary>
public sealed partial class GalleryPage : IAsyncDisposable
{
    private const int PageLength = 60;
    private const string OldestFirst = "oldest";

    private static readonly TimeSpan TypingPause = TimeSpan.FromMilliseconds(250);

    private IReadOnlyList<Picture> _pictures = [];
    private int _total;
    private int _shown = PageLength;
    private (string? Query, bool Oldest)? _loaded;
    private Picture? _open;
    private PictureViewer? _viewer;
    private IJSObjectReference? _script;
    private long _typed;

    [Inject]
    private PictureGallery Gallery { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

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

    private string? Summary => _total == 0 ? null : Readable.Plural(_total, "picture");

    public async ValueTask DisposeAsync()
    {
        Dispose();
        if (_script is null)
            return;
        try
        {
            await _script.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // the browser is gone, and its script with it
        }
    }

    protected override void OnParametersSet()
    {
        if (_loaded != (Query, Oldest))
        {
            _loaded = (Query, Oldest);
            _shown = PageLength;
            Load();
        }

        _open = Opened is { Length: > 0 } name ? Gallery.Find(User, PictureAddress.Parse(name)) : null;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
            _script = await JS.InvokeAsync<IJSObjectReference>("import", Leaving, "/" + Assets["Components/Pages/GalleryPage.razor.js"]);
        if (_script is not null)
            await _script.InvokeVoidAsync("watchEnd", Leaving);
    }

    protected override bool Happened(IReadOnlyList<JobEvent> events)
    {
        var isMore = events.Any(happened => happened is JobEvent.Ended { Job.State: JobState.Done });
        if (isMore)
            Load();
        return isMore;
    }

    private static string Label(Picture picture) =>
        picture.Settings is { Positive: { Length: > 0 } text } ? $"{text}, seed {picture.Settings.Seed}" : picture.Image.FileName;

    private void Load()
    {
        var page = Gallery.List(User, new() { Text = Query, OldestFirst = Oldest, Limit = _shown });
        (_pictures, _total) = (page.Pictures, page.Total);
    }

    private void ShowMore()
    {
        _shown += PageLength;
        Load();
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

    private void Go(string? order) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("order", order), replace: true);

    private void Go(Picture? picture, bool replace = false) =>
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("picture",
            picture is null ? null : PictureAddress.Annotated(picture.Image)), replace: replace);

    private void Step(int by)
    {
        var index = _open is null ? -1 : IndexOf(_open);
        if (index < 0)
            return;
        if (index + by == _pictures.Count)
            ShowMore();
        if (index + by >= 0 && index + by < _pictures.Count)
            Go(_pictures[index + by], replace: true);
    }

    private void CloseViewer()
    {
        if (_open is not null)
            Go(picture: null, replace: true);
    }

    private async Task DeleteAsync(Picture picture)
    {
        var index = IndexOf(picture);
        if (!Gallery.Delete(User, picture.Image))
            return;
        Load();
        // on to the one that took its place, as when leafing through
        if (index >= 0 && _pictures.Count > 0)
            Go(_pictures[Math.Min(index, _pictures.Count - 1)], replace: true);
        else if (_viewer is not null)
            await _viewer.CloseAsync();
    }

    private int IndexOf(Picture picture)
    {
        for (var i = 0; i < _pictures.Count; i++)
        {
            if (_pictures[i].Image == picture.Image)
                return i;
        }

        return -1;
    }
}
