using Microsoft.AspNetCore.Components;
using Studio.Web.Models;

namespace Studio.Web.Components.Generation;

public sealed partial class LoraRows
{
    [Parameter, EditorRequired]
    public GenerationDraft Draft { get; set; } = new();

    [Parameter, EditorRequired]
    public GenerationChoices Choices { get; set; } = null!;

    [Parameter, EditorRequired]
    public IReadOnlyDictionary<string, string> Errors { get; set; } = new Dictionary<string, string>();

    [Parameter, EditorRequired]
    public EventCallback<DraftEdit> OnEdit { get; set; }

    [Inject]
    private ModelCatalog Models { get; set; } = null!;

    /// <summary>A row is known by its name, and by how many of that name are before it, so that the focus moves with it.</summary>
    private IEnumerable<((string Name, int Same) Key, int Index)> Keys() => Draft.Loras.Select((row, index) =>
        ((row.Name, Draft.Loras.Take(index).Count(other => other.Name == row.Name)), index));

    private Task AddAsync(string name) => EditAsync([.. Draft.Loras, new LoraDraft { Name = name }]);

    private Task RemoveAsync(int index) => EditAsync([.. Draft.Loras.Where((_, at) => at != index)]);

    private Task MoveAsync(int index, int by)
    {
        var rows = Draft.Loras.ToList();
        (rows[index], rows[index + by]) = (rows[index + by], rows[index]);
        return EditAsync(rows);
    }

    private Task SetAsync(int index, (string Field, LoraDraft Row) edit) => OnEdit.InvokeAsync(new(edit.Field, Draft with
    {
        Loras = [.. Draft.Loras.Select((row, at) => at == index ? edit.Row : row)],
    }));

    private Task AddWordAsync(string word)
    {
        var words = Draft.Positive.TrimEnd();
        var prompt = words.Length == 0 ? word : words.EndsWith(',') ? $"{words} {word}" : $"{words}, {word}";
        return OnEdit.InvokeAsync(new(nameof(Draft.Positive), Draft with { Positive = prompt }));
    }

    private Task EditAsync(IReadOnlyList<LoraDraft> rows) => OnEdit.InvokeAsync(new(nameof(Draft.Loras), Draft with { Loras = rows }));
}
