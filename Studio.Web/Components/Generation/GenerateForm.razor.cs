using Microsoft.AspNetCore.Components;
using Studio.Web.Components.Controls;

namespace Studio.Web.Components.Generation;

/// <summary>A change of the form: which field was touched, and the draft after it.</summary>
public sealed record DraftEdit(string Field, GenerationDraft Draft);

/// <summary>The form over a <see cref="GenerationDraft"/>: it shows and reports, the page keeps and checks.</summary>
public sealed partial class GenerateForm
{
    private bool _showsPresets;
    private static readonly int[] Counts = [2, 4, 10];

    private (GenerationDraft, GenerationChoices, IReadOnlyDictionary<string, string>, int, bool, bool, int, bool, bool) _drawn;

    [Parameter, EditorRequired]
    public GenerationDraft Draft { get; set; } = new();

    [Parameter, EditorRequired]
    public GenerationChoices Choices { get; set; } = null!;

    /// <summary>What is wrong, by field; "" is about the whole.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyDictionary<string, string> Errors { get; set; } = new Dictionary<string, string>();

    [Parameter, EditorRequired]
    public EventCallback<DraftEdit> OnEdit { get; set; }

    [Parameter, EditorRequired]
    public EventCallback OnSubmit { get; set; }

    /// <summary>The prompt has been left: what in it is no words may be taken out.</summary>
    [Parameter]
    public EventCallback OnPromptLeft { get; set; }

    /// <summary>Size and sampling of the form are to be the user's own for this model (true), or no longer (false).</summary>
    [Parameter]
    public EventCallback<bool> OnKeepDefaults { get; set; }

    /// <summary>The same, before everything that waits.</summary>
    [Parameter]
    public EventCallback OnFront { get; set; }

    /// <summary>So many jobs of it, whatever the batch count says.</summary>
    [Parameter]
    public EventCallback<int> OnTimes { get; set; }

    /// <summary>A grid of it is wanted.</summary>
    [Parameter]
    public EventCallback OnGrid { get; set; }

    /// <summary>One after another until it is asked again.</summary>
    [Parameter]
    public EventCallback OnEndless { get; set; }

    [Parameter]
    public bool IsEndless { get; set; }

    /// <summary>Whether there is anything waiting that a new job may be put before.</summary>
    [Parameter]
    public bool CanPass { get; set; }

    /// <summary>Jobs that run or wait before a new one.</summary>
    [Parameter]
    public int Ahead { get; set; }

    /// <summary>False until the browser has told what it kept.</summary>
    [Parameter]
    public bool Ready { get; set; }

    /// <summary>Opens the mask's dialog each time it grows.</summary>
    [Parameter]
    public int PaintAsked { get; set; }

    // drawn only when something of its own changes, not ten times a second with the progress beside it
    protected override bool ShouldRender()
    {
        var now = (Draft, Choices, Errors, Ahead, Ready, CanPass, PaintAsked, IsEndless, _showsPresets);
        var changed = now != _drawn;
        _drawn = now;
        return changed;
    }

    private void ClosePresets() => _showsPresets = false;

    private string? Error(string field) => Errors.GetValueOrDefault(field);

    private string LorasNow => Draft.Loras.Where(row => row.IsOn).ToList() is { Count: > 0 } rows
        ? string.Join(", ", rows.Select(row => $"{Readable.LoraTitle(row.Name)} {row.Weight}"))
        : L["None"];

    private string SamplingNow => L[$"{Draft.Steps} steps, CFG {Draft.Cfg}, {Draft.Sampler}, {Draft.Scheduler}"];

    private string BatchNow
    {
        get
        {
            var size = Draft.Source is null ? Draft.BatchSize : "1";
            var seed = Draft.RandomSeed ? L["Random"] : L[$"Seed {Draft.Seed}"];
            return (Draft.Count, size) == ("1", "1") ? seed : $"{seed}, {Draft.Count} × {size}";
        }
    }

    private Task EditAsync(string field, GenerationDraft draft) => OnEdit.InvokeAsync(new(field, draft));

    private Task SetModelAsync(string name) => EditAsync(nameof(Draft.Checkpoint), Choices.Change(Draft, name));
}
