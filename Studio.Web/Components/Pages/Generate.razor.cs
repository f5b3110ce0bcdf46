using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Studio.Engine;
using Studio.Web.Components.Controls;
using Studio.Web.Components.Generation;
using Studio.Web.Components.Importing;
using Studio.Web.Gallery;
using Studio.Web.Jobs;
using Studio.Web.Models;
using Studio.Web.UserData;

namespace Studio.Web.Components.Pages;

/// <summary>From a few settings to a picture. This part keeps the form; one sends it, one follows the jobs.</summary>
public sealed partial class Generate : IAsyncDisposable
{
    private static readonly IReadOnlyDictionary<string, string> NoErrors = new Dictionary<string, string>();

    /// <summary>Names that a prompt offers of each kind.</summary>
    private const int MostWords = 2000;

    private IJSObjectReference? _script;
    private IJSObjectReference? _formScript;
    private IJSObjectReference? _promptScript;
    private GenerationChoices _choices = null!;
    private GenerationDraft _draft = new();
    private IReadOnlyDictionary<string, string> _errors = NoErrors;
    private bool _ready;
    private bool _emptyIsMeant;

    [Inject]
    private JobQueue Queue { get; set; } = null!;

    [Inject]
    private PictureGallery Gallery { get; set; } = null!;

    [Inject]
    private ModelCatalog Models { get; set; } = null!;

    [Inject]
    private LoraFiles Loras { get; set; } = null!;

    [Inject]
    private ModelPreferences Preferences { get; set; } = null!;

    [Inject]
    private WildcardFiles Wildcards { get; set; } = null!;

    [Inject]
    private SheetFiles Sheets { get; set; } = null!;

    [Inject]
    private IEngine Engine { get; set; } = null!;

    [Inject]
    private PendingImport Pending { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private IJSRuntime JS { get; set; } = null!;

    /// <summary>A picture whose settings fill the form.</summary>
    [SupplyParameterFromQuery]
    private string? From { get; set; }

    /// <summary>A picture to start from.</summary>
    [SupplyParameterFromQuery]
    private string? Source { get; set; }

    /// <summary>Settings of a file that was dropped wait to be taken.</summary>
    [SupplyParameterFromQuery]
    private string? Import { get; set; }

    public async ValueTask DisposeAsync()
    {
        Dispose();
        foreach (var script in new[] { _script, _formScript, _promptScript })
            await script.ReleaseAsync();
    }

    protected override void OnInitialized()
    {
        _choices = GenerationChoices.Read(Engine, Models, Preferences.Read(User), L);
        _draft = _choices.Complete(_draft);
        LoadRecent();
        base.OnInitialized();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        _script = await ImportAsync("Components/Pages/Generate.razor.js");
        _formScript = await ImportAsync("Components/Generation/GenerateForm.razor.js");
        _promptScript = await ImportAsync("Components/Generation/PromptField.razor.js");
        await _script.InvokeVoidAsync("attach", Leaving);
        if (GenerationDraft.FromJson(await _script.InvokeAsync<string?>("read", Leaving, _draft.ToJson())) is { } kept)
            _draft = _choices.Complete(kept);
        StateHasChanged(); // what is open is remembered of the sections as this draft opens them
        await _promptScript.InvokeVoidAsync("attach", Leaving);
        await _promptScript.InvokeVoidAsync("offer", Leaving, Models.Names("loras").Take(MostWords),
            Models.Names("embeddings").Take(MostWords), Wildcards.Names().Take(MostWords));
        await _formScript.InvokeVoidAsync("attach", Leaving);
        _ready = true;
        await TakeOverAsync();
        StateHasChanged();
    }

    protected override async Task OnParametersSetAsync()
    {
        if (_ready)
            await TakeOverAsync();
    }

    private ValueTask<IJSObjectReference> ImportAsync(string script) =>
        JS.InvokeAsync<IJSObjectReference>("import", Leaving, "/" + Assets[script]);

    /// <summary>
    /// What the address brought goes into the form; the address is plain again then, so that a reload keeps what is typed later.
    /// </summary>
    private async Task TakeOverAsync()
    {
        if (Import is not null)
        {
            if (Pending.Take() is { } settings)
                await UseAsync(settings, settings.Width, settings.Height);
            Navigation.NavigateTo("/", replace: true);
            return;
        }

        if ((From ?? Source) is not { Length: > 0 } name)
            return;
        if (Gallery.Find(User, PictureAddress.Parse(name)) is { } picture)
            await (From is not null ? UseAsync(picture) : UseAsSourceAsync(picture));
        else
            _errors = new Dictionary<string, string> { [""] = L[$"There is no picture {name} any more."] };
        Navigation.NavigateTo("/", replace: true);
    }

    private async Task EditAsync(DraftEdit edit)
    {
        if (edit.Field == nameof(GenerationDraft.Positive))
            _emptyIsMeant = false;
        _errors = _errors.Where(error => error.Key != edit.Field && error.Key.Length > 0
            && !error.Key.StartsWith(edit.Field + ".", StringComparison.Ordinal)).ToDictionary();
        await KeepAsync(edit.Draft);
    }

    /// <summary>A LoRA that was written in the prompt becomes a row; one that is not there is told at once.</summary>
    private async Task TakeLorasAsync()
    {
        if (!PromptLoras.IsIn(_draft.Positive))
            return;
        var names = Models.Names("loras");
        if (PromptLoras.Read(_draft.Positive, names, L).Error is { } wrong)
            _errors = new Dictionary<string, string>(_errors) { [nameof(GenerationDraft.Positive)] = wrong };
        else
            await TakeAsync(PromptLoras.IntoRows(_draft, names));
    }

    /// <summary>Drawn before it is kept: of a text that somebody typed the browser keeps what its field says.</summary>
    private async Task TakeAsync(GenerationDraft draft)
    {
        _draft = draft;
        await Task.Yield();
        await KeepAsync(draft);
    }

    private async Task KeepAsync(GenerationDraft draft)
    {
        _draft = draft;
        if (_script is not null)
            await _script.InvokeVoidAsync("write", Leaving, draft.ToJson());
    }

    private Task UseAsync(Picture picture) =>
        UseAsync(picture.Settings ?? new(), picture.Settings?.Width ?? picture.Width, picture.Settings?.Height ?? picture.Height);

    private async Task UseAsync(PictureSettings settings, int? width, int? height)
    {
        _errors = NoErrors;
        var draft = PromptLoras.IntoRows(_choices.Known(_draft.With(settings, width, height)), Models.Names("loras"));
        var isSourceThere = draft.Source is { } source && Gallery.Find(User, PictureAddress.Parse(source)) is not null;
        await KeepAsync(isSourceThere ? draft : draft with { Source = null, Mask = null });
    }

    private Task UseAsSourceAsync(Picture picture) => KeepAsync(_draft with
    {
        Source = PictureAddress.Annotated(picture.Image),
        Mask = null,
        Width = picture.Width is { } width ? GenerationDraft.Snap(GenerationDraft.Text(width)) : _draft.Width,
        Height = picture.Height is { } height ? GenerationDraft.Snap(GenerationDraft.Text(height)) : _draft.Height,
    });

    private Task ReuseSeedAsync(string seed) => KeepAsync(_draft with { Seed = seed, RandomSeed = false });
}
