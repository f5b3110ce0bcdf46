using System.Globalization;
using Microsoft.AspNetCore.Components;
using Studio.Web.Auth;
using Studio.Web.Components.Controls;
using Studio.Web.Jobs;
using Studio.Web.Models;
using Studio.Web.Models.Downloads;
using Studio.Web.Models.Library;

namespace Studio.Web.Components.Library;

/// <summary>One model file: what it is, where it came from, what somebody said of it, and what can be done with it.</summary>
public sealed partial class ModelDetails
{
    private Dialog? _dialog;
    private string _tags = "";
    private string _notes = "";
    private string _strength = "";
    private string _name = "";
    private string _kind = "";
    private string? _hash;
    private string? _problem;
    private string? _done;
    private bool _hasPicture;
    private int _uses;
    private DateTimeOffset? _lastUsed;
    private IReadOnlyList<string> _words = [];
    private IReadOnlyList<Choice> _kinds = [];
    private ModelFile? _shown;

    [Parameter, EditorRequired]
    public LibraryItem Item { get; set; } = null!;

    [Parameter, EditorRequired]
    public EventCallback OnClose { get; set; }

    /// <summary>It has another name or place now, or was deleted: its id in the bin.</summary>
    [Parameter]
    public EventCallback<BinnedModel?> OnChanged { get; set; }

    [CascadingParameter]
    public CurrentUser? SignedIn { get; set; }

    [Inject]
    private ModelLibrary Library { get; set; } = null!;

    [Inject]
    private ModelConversion Conversion { get; set; } = null!;

    [Inject]
    private ModelCatalog Catalog { get; set; } = null!;

    [Inject]
    private JobQueue Jobs { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    private CurrentUser User => SignedIn ?? throw new InvalidOperationException("This was opened without a user.");

    private bool MayChange => User.May(Scopes.ModelsWrite);

    private bool CanConvert => ModelConversion.IsPickle(Item.File.Name);

    private ModelFacts Facts => Catalog.Facts(Item.File);

    private string Picture => $"/experiment/models/preview/{Item.File.Kind}/{Item.File.PathIndex}/{Uri.EscapeDataString(Item.File.Name)}";

    protected override void OnParametersSet()
    {
        if (_shown == Item.File)
            return;
        _shown = Item.File;
        var note = Item.Note;
        _tags = string.Join(", ", note?.Tags ?? []);
        _notes = note?.Notes ?? "";
        _strength = note?.Strength?.ToString(CultureInfo.InvariantCulture) ?? "";
        (_name, _kind, _hash) = (Item.File.Name, Item.File.Kind, Item.Hash);
        _hasPicture = ModelMetadata.Preview(Item.File) is not null;
        _words = [.. (Item.Origin?.Words ?? []).Concat(TriggerWords.In(ModelMetadata.Read(Item.File) ?? new Dictionary<string, string>()))
            .Distinct(StringComparer.OrdinalIgnoreCase)];
        _kinds = KindNames.Choices(Catalog, L);
        var used = new JobFilter { Text = Item.File.Name, Limit = 1 };
        _uses = Jobs.History.Count(User, used);
        _lastUsed = Jobs.History.List(User, used).Jobs is [var last, ..] ? last.Created : null;
    }

    private IEnumerable<(string Name, string Value)> Known()
    {
        if (Item.Origin is { } origin)
        {
            if (origin.BaseModel is { } baseModel)
                yield return (L["Base model"], baseModel);
            if (origin.Licence is { } licence)
                yield return (L["Licence"], licence);
            yield return (L["From|where a file came from"], origin.Page ?? origin.Source);
            yield return (L["Fetched|when"], Readable.Ago(L, origin.FetchedAt, Time));
        }

        yield return (L["Used by"], _uses == 0 ? L["no job of yours"] : L.Count(_uses, "{0} job of yours", "{0} jobs of yours"));
        if (_lastUsed is { } used)
            yield return (L["Last used"], Readable.Ago(L, used, Time));
    }

    private Task SaveAsync() => TryAsync(async () =>
    {
        var strength = _strength.Trim().Length == 0 ? (double?)null
            : double.TryParse(_strength, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
            : throw new LibraryException(LibraryRefusal.BadRequest, L["The usual strength is a number."]);
        Library.Keep(User, Item.File.Kind, Item.File.Name, _tags.Split(','), _notes, strength);
        if (_name.Trim() != Item.File.Name || _kind != Item.File.Kind)
            Library.Move(User, Item.File.Kind, Item.File.Name, _kind, _name.Trim());
        _done = L["Saved."];
        await OnChanged.InvokeAsync(null);
    });

    private Task VerifyAsync() => TryAsync(async () =>
    {
        var (hash, fetched) = await Library.VerifyAsync(User, Item.File.Kind, Item.File.Name, CancellationToken.None);
        _hash = hash;
        if (fetched is not null && fetched != hash)
            throw new LibraryException(LibraryRefusal.Storage,
                L[$"The file has changed since it was fetched: it had SHA-256 {fetched} then. Fetch it anew."]);
        _done = fetched is null ? L["The hash was taken."] : L["It is what was fetched."];
    });

    private Task ConvertAsync() => TryAsync(async () =>
    {
        var name = await Conversion.ConvertAsync(User, Item.File.Kind, Item.File.Name, CancellationToken.None);
        _done = L[$"{name} lies beside it now."];
        await OnChanged.InvokeAsync(null);
    });

    private Task DeleteAsync() => TryAsync(async () =>
    {
        var binned = Library.Delete(User, Item.File.Kind, Item.File.Name);
        await _dialog!.CloseAsync(() => OnChanged.InvokeAsync(binned));
    });

    private async Task TryAsync(Func<Task> work)
    {
        (_problem, _done) = (null, null);
        try
        {
            await work();
        }
        catch (LibraryException e)
        {
            _problem = e.Message;
        }
    }
}
