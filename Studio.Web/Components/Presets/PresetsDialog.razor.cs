using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using MudBlazor;
using Studio.Engine;
using Studio.Web.Auth;
using Studio.Web.Components.Controls;
using Studio.Web.Components.Generation;
using Studio.Web.UserData;

namespace Studio.Web.Components.Presets;

public sealed partial class PresetsDialog
{
    private const long LargestFile = 8 << 20;

    private Dialog? _dialog;
    private IReadOnlyList<Preset> _presets = [];
    private string _name = "";
    private string _folder = "";
    private bool _withPrompt = true;
    private bool _withSettings = true;
    private string? _error;

    [Parameter, EditorRequired]
    public GenerationDraft Draft { get; set; } = new();

    /// <summary>The form with a preset in it.</summary>
    [Parameter, EditorRequired]
    public EventCallback<GenerationDraft> OnTake { get; set; }

    [Parameter, EditorRequired]
    public EventCallback OnClose { get; set; }

    [CascadingParameter]
    private CurrentUser? User { get; set; }

    [Inject]
    private UserData.Presets Kept { get; set; } = null!;

    [Inject]
    private ISnackbar Notes { get; set; } = null!;

    protected override void OnInitialized() => _presets = Kept.Read(User!);

    private string Kind(Preset preset) => preset switch
    {
        { Positive: not null, Settings: not null } => L["prompt and settings"],
        { Settings: not null } => L["settings"],
        { Positive: { } words } when words.Contains("{prompt}", StringComparison.Ordinal) => L["style"],
        _ => L["prompt"],
    };

    private Task TakeAsync(Preset preset)
    {
        var draft = PresetUse.Apply(Draft, preset);
        return _dialog!.CloseAsync(() => OnTake.InvokeAsync(draft));
    }

    private void KeepAsync() => Try(() =>
    {
        if (!_withPrompt && !_withSettings)
            throw new EngineException(EngineError.BadPrompt, L["Choose what of the form it shall have."]);
        Kept.Keep(User!, PresetUse.Of(Draft, _name, _folder, _withPrompt, _withSettings));
        _name = "";
    });

    private void Remove(Preset preset)
    {
        Try(() => Kept.Remove(User!, preset));
        Notes.Offer(L, L[$"{preset.Name} is deleted."], () => InvokeAsync(() => Try(() => Kept.Keep(User!, preset))));
    }

    private async Task ImportAsync(InputFileChangeEventArgs change)
    {
        try
        {
            if (change.File.Size > LargestFile)
                throw new EngineException(EngineError.BadFile, L[$"{change.File.Name} is too large for a file of presets."]);
            using var bytes = new MemoryStream();
            await using (var stream = change.File.OpenReadStream(LargestFile))
                await stream.CopyToAsync(bytes);
            Try(() =>
            {
                var count = Kept.Import(User!, Encoding.UTF8.GetString(bytes.ToArray()).TrimStart('\uFEFF'));
                Notes.Add(L.Count(count, "{0} preset imported.", "{0} presets imported."));
            });
        }
        catch (EngineException e)
        {
            _error = e.Message;
        }
        catch (IOException)
        {
            _error = L[$"{change.File.Name} could not be read to its end. Choose it again."];
        }
    }

    private void Try(Action work)
    {
        _error = null;
        try
        {
            work();
        }
        catch (Exception e) when (e is EngineException or UserDataException or UnauthorizedAccessException)
        {
            _error = e.Message;
        }

        _presets = Kept.Read(User!);
        StateHasChanged();
    }
}
