using System.Globalization;
using Microsoft.AspNetCore.Components;
using Studio.Web.Models;

namespace Studio.Web.Components.Generation;

public sealed partial class LoraRow
{
    private (string Checkpoint, string? File) _asked;
    private LoraVerdict? _verdict;
    private IReadOnlyList<string> _words = [];

    [Parameter, EditorRequired]
    public LoraDraft Row { get; set; } = new();

    [Parameter, EditorRequired]
    public int Index { get; set; }

    [Parameter]
    public bool CanMove { get; set; }

    [Parameter]
    public bool IsLast { get; set; }

    /// <summary>The whole form that it is a row of.</summary>
    [Parameter, EditorRequired]
    public GenerationDraft Draft { get; set; } = new();

    [Parameter, EditorRequired]
    public GenerationChoices Choices { get; set; } = null!;

    [Parameter, EditorRequired]
    public IReadOnlyDictionary<string, string> Errors { get; set; } = new Dictionary<string, string>();

    /// <summary>The row as it is after a change, and the field of the form that was touched.</summary>
    [Parameter, EditorRequired]
    public EventCallback<(string Field, LoraDraft Row)> OnEdit { get; set; }

    /// <summary>-1 towards the model, 1 away from it.</summary>
    [Parameter]
    public EventCallback<int> OnMove { get; set; }

    [Parameter]
    public EventCallback OnRemove { get; set; }

    /// <summary>One of its words is wanted in the prompt.</summary>
    [Parameter]
    public EventCallback<string> OnWord { get; set; }

    [Inject]
    private LoraFiles Loras { get; set; } = null!;

    [Inject]
    private ModelCatalog Models { get; set; } = null!;

    protected override async Task OnParametersSetAsync()
    {
        var asked = (Draft.Checkpoint, PromptLoras.Find(Row.Name, Models.Names("loras")));
        if (asked == _asked)
            return;
        (_asked, _verdict, _words) = (asked, null, []);
        if (asked.Item2 is not { } file)
        {
            _verdict = new(LoraMeasure.Not, L[$"There is no file {Row.Name} in models/loras."]);
            return;
        }

        // two headers of a few megabytes, perhaps from a slow disk
        var (verdict, words) = await Task.Run(() => (Loras.Verdict(asked.Checkpoint, file), Loras.Words(file)));
        if (asked == _asked)
            (_verdict, _words) = (verdict, words);
    }

    private string Id(string part) => string.Create(CultureInfo.InvariantCulture, $"lora-{Index}-{part}");

    private string Name(string property) => LoraDraft.Field(Index, property);

    private string? Error(string property) => Errors.GetValueOrDefault(Name(property));

    private bool IsInPrompt(string word) => Draft.Positive.Contains(word, StringComparison.OrdinalIgnoreCase);

    private Task SetAsync(LoraDraft row, string property = nameof(Row.Name)) => OnEdit.InvokeAsync((Name(property), row));
}
