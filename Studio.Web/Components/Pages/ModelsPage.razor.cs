using Microsoft.AspNetCore.Components;
using MudBlazor;
using Studio.Web.Auth;
using Studio.Web.Components.Controls;
using Studio.Web.Components.Library;
using Studio.Web.Models;
using Studio.Web.Models.Library;

namespace Studio.Web.Components.Pages;

/// <summary>What lies in the model folders, what its tensors say it is, and what is being fetched.</summary>
public sealed partial class ModelsPage : IDisposable
{
    private const string Any = "any";
    private const string OnlyMisplaced = "misplaced";
    private const string OnlyTwice = "twice";
    private const string OnlyUnusable = "unusable";

    private readonly CancellationTokenSource _leaving = new();
    private IReadOnlyList<LibraryItem> _items = [];
    private IReadOnlyList<(string Key, int Count)> _kinds = [];
    private IReadOnlyList<LibraryItem> _shown = [];
    private IReadOnlyList<Choice> _families = [];
    private string? _search;
    private string _family = Any;
    private string _only = Any;
    private string? _problem;
    private bool _gets;
    private LibraryItem? _open;
    private BinList? _bin;

    [CascadingParameter]
    public CurrentUser? SignedIn { get; set; }

    [Inject]
    private ModelCatalog Catalog { get; set; } = null!;

    [Inject]
    private ModelIndex Index { get; set; } = null!;

    [Inject]
    private ModelLibrary Library { get; set; } = null!;

    [Inject]
    private StudioOptions Options { get; set; } = null!;

    [Inject]
    private ISnackbar Notes { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    /// <summary>The kind that is shown.</summary>
    [SupplyParameterFromQuery(Name = "kind")]
    private string? Wanted { get; set; }

    /// <summary>What name, family, tag or hash contain.</summary>
    [SupplyParameterFromQuery(Name = "q")]
    private string? Text { get; set; }

    /// <summary>The open file, by its name below the kind's folder.</summary>
    [SupplyParameterFromQuery(Name = "model")]
    private string? Opened { get; set; }

    private IReadOnlyList<Choice> Onlys =>
    [
        new(Any, L["All files"]), new(OnlyMisplaced, L["In the wrong folder"]), new(OnlyTwice, L["There twice"]),
        new(OnlyUnusable, L["That cannot run"]),
    ];

    private CurrentUser User => SignedIn ?? throw new InvalidOperationException("This page was opened without a user.");

    private bool MayFetch => User.May(Scopes.ModelsFetch) && !Options.Offline;

    private bool MayChange => User.May(Scopes.ModelsWrite);

    private string Chosen => _kinds.Any(kind => kind.Key == Wanted) ? Wanted! : _kinds.Count > 0 ? _kinds[0].Key : "checkpoints";

    private List<LibraryItem> OfKind { get; set; } = [];

    private string? Summary => _items.Count == 0 ? null
        : $"{L.Count(_items.Count, "{0} file", "{0} files")}, {Readable.Bytes(_items.Sum(item => item.File.Bytes))}";

    public void Dispose()
    {
        _leaving.Cancel();
        _leaving.Dispose();
    }

    protected override void OnInitialized() => Load();

    protected override void OnParametersSet()
    {
        _search = Text;
        Show();
        _open = Opened is { Length: > 0 } name ? _items.FirstOrDefault(item => item.File.Kind == Chosen && item.File.Name == name) : null;
    }

    private void Load()
    {
        _items = Index.Read();
        var counts = _items.GroupBy(item => item.File.Kind).ToDictionary(group => group.Key, group => group.Count());
        // the checkpoints always, the other kinds when there is something
        _kinds = [.. Catalog.Folders.Where(folder => folder.Key == "checkpoints" || counts.ContainsKey(folder.Key))
            .Select(folder => (folder.Key, counts.GetValueOrDefault(folder.Key)))];
        Show();
        _bin?.Load();
        if (RendererInfo.IsInteractive)
            _ = InvokeAsync(WarmAsync);
    }

    /// <summary>What is not known yet is read beside the page, which is drawn anew when it is.</summary>
    private async Task WarmAsync()
    {
        var leaving = _leaving.Token;
        await Index.WarmAsync(_items).ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (leaving.IsCancellationRequested)
            return;
        Show();
        StateHasChanged();
    }

    private void Show()
    {
        OfKind = [.. _items.Where(item => item.File.Kind == Chosen)];
        var families = OfKind.Select(item => Index.Known(item.File)?.Family).OfType<string>().Distinct().Order().ToList();
        _families = [new(Any, L["All families"]), .. families.Select(family => new Choice(family))];
        if (!families.Contains(_family))
            _family = Any;
        var twice = _only == OnlyTwice ? ModelIndex.Duplicates(_items).SelectMany(group => group).Select(item => item.File.Path)
            .ToHashSet() : [];
        var words = _search?.Trim() ?? "";
        _shown = [.. OfKind.Where(item => (words.Length == 0 || Matches(item, words)) && (_family == Any || FamilyOf(item) == _family)
            && _only switch
            {
                OnlyMisplaced => Misplaced(item) is not null,
                OnlyTwice => twice.Contains(item.File.Path),
                OnlyUnusable => Index.Known(item.File)?.Problem is not null,
                _ => true,
            })];
    }

    private bool Matches(LibraryItem item, string words) =>
        new[] { item.File.Name, FamilyOf(item), item.Origin?.BaseModel, item.Origin?.Licence, item.Hash, item.Note?.Notes }
            .Concat(item.Tags)
            .Any(text => text?.Contains(words, StringComparison.OrdinalIgnoreCase) == true);

    private void Search(ChangeEventArgs typed)
    {
        _search = (string?)typed.Value;
        Show();
    }

    private void Find() => Navigation.NavigateTo(
        Navigation.GetUriWithQueryParameter("q", string.IsNullOrWhiteSpace(_search) ? null : _search.Trim()), replace: true);

    private string AddressOf(string kind) => Navigation.GetUriWithQueryParameter("kind", kind);

    private void Open(LibraryItem item) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("model", item.File.Name));

    private void Close() => Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("model", (string?)null), replace: true);

    private Task ChangedAsync(BinnedModel? binned)
    {
        Load();
        if (binned is not null)
            Notes.Offer(L, L[$"{binned.Name} is in the bin."], () => InvokeAsync(() => Restore(binned)));
        else if (Opened is not null && _items.All(item => item.File.Name != Opened || item.File.Kind != Chosen))
            Close(); // it has another name now
        else
            _open = _items.FirstOrDefault(item => item.File.Name == Opened && item.File.Kind == Chosen);
        StateHasChanged();
        return Task.CompletedTask;
    }

    private void Restore(BinnedModel binned) => Try(() => Library.Restore(User, binned.Id));

    private void MoveTo(LibraryItem item, string kind) =>
        Try(() => Library.Move(User, item.File.Kind, item.File.Name, kind, item.File.Name));

    private void Try(Action work)
    {
        try
        {
            work();
            _problem = null;
        }
        catch (LibraryException e)
        {
            _problem = e.Message;
        }

        Load();
        StateHasChanged();
    }

    private string PathOf(string kind) => Catalog.Folder(kind)?.Paths[0] ?? "";

    private string FamilyOf(LibraryItem item) => Index.Known(item.File)?.Family ?? "";

    private string BadgeOf(LibraryItem item) => Index.Facts(item.File) switch
    {
        { Runs: true } => "ok",
        { Problem: not null } => "bad",
        _ => "",
    };

    /// <summary>The folder a model should be in, when it is in another.</summary>
    private string? Misplaced(LibraryItem item) =>
        Index.Known(item.File)?.BelongsTo is { } kind && kind != item.File.Kind ? kind : null;
}
