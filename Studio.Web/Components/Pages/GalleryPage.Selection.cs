using Studio.Web.Components.Controls;
using Studio.Web.Gallery;

namespace Studio.Web.Components.Pages;

/// <summary>What is picked, and what is done with it.</summary>
public sealed partial class GalleryPage
{
    private readonly HashSet<long> _picked = [];
    private long _anchor;
    private bool _isEmptying;
    private (Picture First, Picture Second)? _compared;

    private void Pick((ShelvedPicture Picture, bool UpToHere) pick)
    {
        var id = pick.Picture.Id;
        var (from, to) = (_ids.IndexOf(_anchor), _ids.IndexOf(id));
        if (pick.UpToHere && _picked.Count > 0 && from >= 0 && to >= 0)
            _picked.UnionWith(_ids.Skip(Math.Min(from, to)).Take(Math.Abs(to - from) + 1));
        else if (!_picked.Remove(id))
            _picked.Add(id);
        _anchor = id;
    }

    private void PickAll() => _picked.UnionWith(_ids);

    private void PickNothing() => _picked.Clear();

    private async Task StarAsync(ShelvedPicture picture)
    {
        Shelf.Star(User, [picture.Id], !picture.Starred);
        await (_filter.Starred ? ReloadAsync() : RefreshAsync());
    }

    private async Task StarPickedAsync(bool isStarred)
    {
        Shelf.Star(User, _picked, isStarred);
        await RefreshAsync();
    }

    private async Task RateAsync(int rating)
    {
        Shelf.Rate(User, _picked, rating);
        await ReloadAsync();
    }

    private async Task TagAsync(string tag)
    {
        if (Shelf.Tag(User, _picked, tag))
            Notes.Add(_picked.Count == 1 ? L[$"1 picture tagged {tag.Trim()}."] : L[$"{_picked.Count} pictures tagged {tag.Trim()}."]);
        await RefreshAsync();
    }

    private void Compare()
    {
        if (Shelf.Pictures(User, [.. _ids.Where(_picked.Contains)]) is [var first, var second])
            _compared = (first.Picture, second.Picture);
    }

    private void Download()
    {
        if (Zips.Ask(User, [.. _ids.Where(_picked.Contains)]) is { } name)
            Navigation.NavigateTo($"/api/gallery/zip/{name}", forceLoad: true);
        else
            Notes.Add(L[$"{PictureZips.Most} pictures in one file are the most."], MudBlazor.Severity.Warning);
    }

    private Task BinPickedAsync() => BinAsync([.. _picked]);

    private async Task BinAsync(IReadOnlyCollection<long> ids)
    {
        var gone = Shelf.Bin(User, ids);
        await ReloadAsync();
        if (gone.Count > 0)
            Notes.Offer(L, L.Count(gone.Count, "{0} picture moved to the bin.", "{0} pictures moved to the bin."),
                () => InvokeAsync(() => RestoreAsync(gone)));
    }

    private Task RestorePickedAsync() => RestoreAsync([.. _picked]);

    private async Task RestoreAsync(IReadOnlyCollection<long> ids)
    {
        Shelf.Restore(User, ids);
        await ReloadAsync();
    }

    private async Task EmptyBinAsync()
    {
        var gone = Shelf.EmptyBin(User);
        Notes.Add(L.Count(gone, "{0} picture deleted.", "{0} pictures deleted."));
        await ReloadAsync();
    }
}
