using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MudBlazor;
using Studio.Web.Auth;
using Studio.Web.Components.Controls;
using Studio.Web.Gallery;

namespace Studio.Web.Components.Pictures;

/// <summary>The row of boards above the gallery: shown by a click, filled by drag or by choice, named in a dialog.</summary>
public sealed partial class BoardBar : IAsyncDisposable
{
    private Dialog? _dialog;
    private Board? _renamed;
    private bool _isAsking;
    private string _name = "";
    private string? _problem;
    private IJSObjectReference? _script;
    private DotNetObjectReference<BoardBar>? _self;

    /// <summary>The id of the board that is shown; null for the whole gallery.</summary>
    [Parameter]
    public string? Chosen { get; set; }

    /// <summary>The pictures that are picked: one of them, dragged, stands for all.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyCollection<long> Picked { get; set; } = [];

    /// <summary>A board's id, or null for the whole gallery.</summary>
    [Parameter]
    public EventCallback<string?> OnChoose { get; set; }

    /// <summary>Other pictures lie on a board than before.</summary>
    [Parameter]
    public EventCallback OnChange { get; set; }

    /// <summary>The user's own, by name.</summary>
    public IReadOnlyList<Board> Boards { get; private set; } = [];

    public Board? Shown => Boards.FirstOrDefault(board => board.Id == Chosen);

    [CascadingParameter]
    private CurrentUser User { get; set; } = null!;

    [Inject]
    private PictureBoards Store { get; set; } = null!;

    [Inject]
    private ISnackbar Notes { get; set; } = null!;

    [Inject]
    private IJSRuntime JS { get; set; } = null!;

    private string Title => _renamed is null ? L["New board"] : L["Rename the board"];

    /// <summary>Counts again: the gallery has changed.</summary>
    public void Refresh() => Boards = Store.Of(User);

    /// <summary>Told by the browser: a picture was dropped on a board.</summary>
    [JSInvokable]
    public Task Dropped(long picture, string board) => PutAsync(board, Picked.Contains(picture) ? [.. Picked] : [picture]);

    public Task PutAsync(string board, IReadOnlyCollection<long> pictures) => TryAsync(() =>
    {
        var put = Store.Put(User, board, pictures);
        var name = Boards.FirstOrDefault(one => one.Id == board)?.Name ?? "";
        if (put.Count == 0)
            Notes.Add(L[$"They lie on {name} already."]);
        else
            Notes.Offer(L, L[$"{PicturesOf(put.Count)} put on {name}."], () => LaterAsync(() => Store.Take(User, board, put)));
    });

    /// <summary>Off the board that is shown.</summary>
    public Task TakeAsync(IReadOnlyCollection<long> pictures) => Shown is not { } board ? Task.CompletedTask : TryAsync(() =>
    {
        Store.Take(User, board.Id, pictures);
        Notes.Offer(L, L[$"{PicturesOf(pictures.Count)} taken off {board.Name}."],
            () => LaterAsync(() => Store.Put(User, board.Id, pictures)));
    });

    public async ValueTask DisposeAsync()
    {
        _self?.Dispose();
        await _script.ReleaseAsync();
    }

    protected override void OnInitialized() => Refresh();

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        _self = DotNetObjectReference.Create(this);
        _script = await JS.InvokeAsync<IJSObjectReference>("import", "/" + Assets["Components/Pictures/BoardBar.razor.js"]);
        await _script.InvokeVoidAsync("listen", _self);
    }

    private string PicturesOf(int count) => L.Count(count, "{0} picture", "{0} pictures");

    private void Ask(Board? renamed)
    {
        (_renamed, _name, _problem) = (renamed, renamed?.Name ?? "", null);
        _isAsking = true;
    }

    private async Task SaveAsync()
    {
        try
        {
            if (_renamed is { } board)
                Store.Rename(User, board.Id, _name);
            else
                Store.Add(User, _name);
            Refresh();
            await _dialog!.CloseAsync();
        }
        catch (BoardException e)
        {
            _problem = e.Message;
        }
    }

    private async Task DeleteAsync(Board board)
    {
        await TryAsync(() =>
        {
            var removed = Store.Remove(User, board.Id);
            Notes.Offer(L, L[$"The board {board.Name} is deleted. Its pictures are where they were."],
                () => LaterAsync(() => Store.Restore(User, removed)));
        });
        await OnChoose.InvokeAsync(null);
    }

    // a click on a note comes from outside of this component
    private Task LaterAsync(Action work) => InvokeAsync(() => TryAsync(work));

    // the board may be gone by another page of the same person
    private async Task TryAsync(Action work)
    {
        try
        {
            work();
        }
        catch (BoardException e)
        {
            Notes.Add(e.Message, Severity.Warning);
        }

        Refresh();
        StateHasChanged();
        await OnChange.InvokeAsync();
    }
}
