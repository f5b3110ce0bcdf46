using Microsoft.AspNetCore.Components;

namespace Studio.Web.Components.Generation;

/// <summary>A change of the form: which field was touched, and the draft after it.</summary>
public sealed record DraftEdit(string Field, GenerationDraft Draft);

/// <summary>The form over a <see cref="GenerationDraft"/>: it shows and reports, the page keeps and checks.</summary>
public sealed partial class GenerateForm
{
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

    /// <summary>Jobs that run or wait before a new one.</summary>
    [Parameter]
    public int Ahead { get; set; }

    /// <summary>False until the browser has told what it kept.</summary>
    [Parameter]
    public bool Ready { get; set; }

    private CheckpointChoice? Chosen => Choices.Checkpoint(Draft.Checkpoint);

    private string? Error(string field) => Errors.GetValueOrDefault(field);

    private Task EditAsync(string field, GenerationDraft draft) => OnEdit.InvokeAsync(new(field, draft));

    private Task ChangeModelAsync(ChangeEventArgs change) => EditAsync(nameof(Draft.Checkpoint), Choices.Change(Draft, Text(change)));

    private static string Text(ChangeEventArgs change) => (string?)change.Value ?? "";
}
