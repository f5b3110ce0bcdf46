using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Studio.Engine.Workflows;
using Studio.Engine.Workflows.Editing;
using Studio.Web.Components.Controls;
using Studio.Web.Gallery;
using Studio.Web.Jobs;
using Studio.Web.Workflows;

namespace Studio.Web.Components.Workflows;

/// <summary>A workflow's graph on a canvas. The canvas only draws and tells; the file, its steps and its versions are here.</summary>
public sealed partial class GraphEditorPage : IAsyncDisposable
{
    private readonly string _unsavedId = Guid.NewGuid().ToString("D");
    private ElementReference _stage;
    private GraphCanvas? _canvas;
    private GraphRun _run = null!;
    private DotNetObjectReference<GraphEditorPage>? _self;
    private GraphDraft? _draft;
    private SavedWorkflow? _about;
    private string? _opened, _problem, _name, _madeId;
    private IReadOnlyList<string> _selected = [];
    private NodeWish? _asking;
    private bool _listing, _naming, _ready, _kept, _isOpening;
    private int _steps;

    [Parameter]
    public string? Id { get; set; }

    /// <summary>A picture that carries the graph, or a job that ran it.</summary>
    [SupplyParameterFromQuery]
    private string? Picture { get; set; }

    [SupplyParameterFromQuery(Name = "job")]
    private string? RanAs { get; set; }

    [Inject]
    private WorkflowLibrary Library { get; set; } = null!;

    [Inject]
    private WorkflowRuns Runs { get; set; } = null!;

    [Inject]
    private JobQueue Queue { get; set; } = null!;

    [Inject]
    private PictureGallery Gallery { get; set; } = null!;

    [Inject]
    private UserNodes Nodes { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private IJSRuntime JS { get; set; } = null!;

    private string Name => _about?.Name ?? _name ?? L["New workflow"];

    private string Title =>
        $"{(_run?.Progress is { Max: > 0 } now ? $"{100 * now.Value / now.Max} % · " : "")}{Name} · {L["Graph"]} · Studio";

    public async ValueTask DisposeAsync()
    {
        Dispose();
        if (_canvas is not null)
            await _canvas.DisposeAsync();
        _self?.Dispose();
    }

    /// <summary>Something was moved, joined, added or taken away on the canvas.</summary>
    [JSInvokable]
    public async Task Changed()
    {
        if (_draft is not null && _canvas is not null && _draft.Take(await _canvas.WrittenAsync()))
            Stepped();
    }

    [JSInvokable]
    public void WidgetChanged(string node, string widget, JsonElement value)
    {
        if (_draft?.SetWidget(node, widget, JsonSerializer.SerializeToNode(value), Nodes.Of(User)) == true)
            Stepped();
    }

    [JSInvokable]
    public void Selected(string[] nodes)
    {
        _selected = nodes;
        StateHasChanged();
    }

    /// <summary>A place for a new node was asked for: an empty place, or the loose end of a link.</summary>
    [JSInvokable]
    public void AskAdd(NodeWish? at)
    {
        _asking = at ?? new(null, null, null, false);
        StateHasChanged();
    }

    [JSInvokable]
    public Task Key(string key) => key switch
    {
        "undo" => UndoAsync(),
        "redo" => RedoAsync(),
        "save" => SaveAsync(),
        _ => RunAsync(null),
    };

    protected override void OnParametersSet()
    {
        var place = Id ?? $"?{Picture}{RanAs}";
        if (_opened == place)
            return;
        _opened = place;
        Open();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_isOpening || _draft is null)
            return;
        _isOpening = true;
        _self = DotNetObjectReference.Create(this);
        _canvas = await GraphCanvas.OpenAsync(JS, "/" + Assets["Components/Workflows/GraphEditorPage.razor.js"], _stage, _self,
            EditorNodes.Describe(Nodes.Of(User)), Leaving);
        await LoadAsync(isFirst: true);
        _ready = true;
        StateHasChanged();
    }

    private void Open()
    {
        (_draft, _about, _problem, _selected) = (null, null, null, []);
        try
        {
            var source = Id is not null ? GraphSource.Saved(Library, Runs, User, Id)
                : Picture is { Length: > 0 } picture ? GraphSource.OfPicture(Gallery, Runs, User, picture, L)
                : RanAs is { Length: > 0 } job ? GraphSource.OfJob(Queue, Runs, User, job, L)
                : GraphSource.Empty(L);
            (_about, _draft, _name, _kept) = (source.About, source.Draft, source.Name, source.IsKept);
        }
        catch (WorkflowException refused)
        {
            _problem = refused.Refusal == WorkflowRefusal.NotFound ? null : refused.Message;
        }
        _run = new(Queue, Runs, Nodes.Of(User), User, _about?.Id ?? _unsavedId, L);
    }

    private async Task LoadAsync(bool isFirst = false)
    {
        if (_canvas is not null)
            _draft!.Opened(await _canvas.LoadAsync(EditorFile.Of(_draft.Now, Nodes.Of(User)), isFirst));
    }

    private async Task RunAsync(string? upTo)
    {
        if (_draft is null)
            return;
        await Changed();
        _problem = null;
        await _run.StartAsync(_draft.Now, upTo);
        await ShowAsync();
    }

    private async Task DismissAsync()
    {
        _problem = null;
        _run.Dismiss();
        await ShowAsync();
    }

    private async Task ShowAsync()
    {
        if (_canvas is not null)
            await _run.ShowAsync(_canvas);
        StateHasChanged();
    }

    private void Stepped()
    {
        _steps++;
        KeepDraft();
        StateHasChanged();
    }

    private void KeepDraft()
    {
        if (_about is not { IsShipped: false } about)
            return;
        var refusal = WorkflowException.Of(() => Library.KeepDraft(User, about.Id, _draft!.IsChanged ? _draft.Now.Source : null));
        (_problem, _kept) = (refusal ?? _problem, refusal is null);
    }

    private async Task SetWidgetAsync((string Node, string Widget, JsonNode? Value) change)
    {
        if (_draft?.SetWidget(change.Node, change.Widget, change.Value, Nodes.Of(User)) != true)
            return;
        await CanvasAsync("setWidget", change.Node, change.Widget, change.Value);
        Stepped();
    }

    private Task UndoAsync() => GoAsync(_draft?.Undo() == true);

    private Task RedoAsync() => GoAsync(_draft?.Redo() == true);

    private async Task GoAsync(bool isOther)
    {
        if (!isOther)
            return;
        await LoadAsync();
        Stepped();
    }

    private async Task AddAsync(string type)
    {
        var at = _asking;
        _asking = null;
        await CanvasAsync("add", type, at?.X, at?.Y);
        await Changed();
    }

    private async Task CanvasAsync(string what, params object?[] with)
    {
        if (_canvas is null)
            return;
        await _canvas.InvokeAsync(what, with);
        if (what is not ("fit" or "zoom" or "show" or "setWidget" or "add"))
            await Changed();
    }

    private async Task OpenVersionAsync(JsonObject file)
    {
        _listing = false;
        await GoAsync(_draft!.Replace(file));
    }

    private async Task SaveAsync()
    {
        if (_draft is null)
            return;
        await Changed();
        if (_about is not { IsShipped: false } about)
        {
            _naming = true;
            StateHasChanged();
            return;
        }
        _problem = WorkflowException.Of(() =>
        {
            var former = Library.Content(User, about.Id);
            Library.Save(User, about.Id, former with { Ui = _draft.Now.Source, Api = null });
            _about = Library.Find(User, about.Id);
            _draft.Saved();
        });
        StateHasChanged();
    }

    private string? SaveNew(SavedWorkflow about) =>
        WorkflowException.Of(() => _madeId =
            Library.Add(User, about.Name, new(_draft!.Now.Source, null, null), about.Tags, about.Description).Id);

    private async Task NamedAsync()
    {
        _naming = false;
        if (_madeId is not { } id)
            return;
        (_madeId, _opened, _about) = (null, id, Library.Find(User, id));
        _draft!.Saved();
        _run = new(Queue, Runs, Nodes.Of(User), User, id, L);
        await Task.Yield();
        Navigation.NavigateTo($"/studio/workflows/{id}/edit", replace: true);
    }
}
