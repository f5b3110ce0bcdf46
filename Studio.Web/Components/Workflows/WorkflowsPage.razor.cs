using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using MudBlazor;
using Studio.Web.Auth;
using Studio.Web.Components.Controls;
using Studio.Web.Workflows;

namespace Studio.Web.Components.Workflows;

/// <summary>One's saved workflows and those that are everybody's. Search, tag, view and bin are in the address.</summary>
public sealed partial class WorkflowsPage
{
    private static readonly TimeSpan TypingPause = TimeSpan.FromMilliseconds(250);

    private IReadOnlyList<SavedWorkflow> _all = [];
    private IReadOnlyList<SavedWorkflow> _shown = [];
    private SavedWorkflow? _detailed;
    private SavedWorkflow? _removing;
    private string? _problem;
    private bool _busy;
    private long _typed;

    [CascadingParameter]
    public CurrentUser? SignedIn { get; set; }

    [SupplyParameterFromQuery(Name = "q")]
    private string? Query { get; set; }

    [SupplyParameterFromQuery]
    private string? Tag { get; set; }

    [SupplyParameterFromQuery]
    private string? View { get; set; }

    [SupplyParameterFromQuery]
    private bool Bin { get; set; }

    [Inject]
    private WorkflowLibrary Library { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private ISnackbar Notes { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    private CurrentUser User => SignedIn ?? throw new InvalidOperationException("This page was opened without a user.");

    private bool AsList => View == "list";

    private string? Summary => _shown.Count == 0 ? null : L.Count(_shown.Count, "{0} workflow", "{0} workflows");

    private IReadOnlyList<string> Tags => [.. _all.SelectMany(workflow => workflow.Tags).Distinct().Order(StringComparer.OrdinalIgnoreCase)
        .Take(24)];

    protected override void OnParametersSet() => Load();

    private static string Pressed(bool isPressed) => isPressed ? "true" : "false";

    private string NameOf(string fileName) =>
        Path.GetFileNameWithoutExtension(fileName) is { Length: > 0 } stem ? stem[..Math.Min(stem.Length, 120)] : L["Imported workflow"];

    private void Load()
    {
        _all = Library.List(User, new() { Bin = Bin });
        _shown = Library.List(User, new() { Bin = Bin, Text = Query, Tag = Tag });
    }

    private void Go(string name, string? value) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameter(name, value), replace: true);

    private async Task SearchAsync(ChangeEventArgs change)
    {
        var mine = ++_typed;
        await Task.Delay(TypingPause, Time);
        if (mine == _typed)
            Go("q", string.IsNullOrWhiteSpace((string?)change.Value) ? null : (string?)change.Value);
    }

    private async Task ImportAsync(InputFileChangeEventArgs change)
    {
        (_busy, _problem) = (true, null);
        try
        {
            if (change.File.Size > WorkflowImport.MostBytes)
            {
                var (size, most) = (Readable.Bytes(change.File.Size), Readable.Bytes(WorkflowImport.MostBytes));
                throw WorkflowException.Bad(L[$"It has {size}; {most} is the most."]);
            }

            var bytes = new byte[change.File.Size];
            await using (var stream = change.File.OpenReadStream(WorkflowImport.MostBytes))
                await stream.ReadExactlyAsync(bytes);
            var made = Library.Add(User, NameOf(change.File.Name), WorkflowImport.Read(bytes));
            Navigation.NavigateTo($"/studio/workflows/{made.Id}");
        }
        catch (WorkflowException refused)
        {
            _problem = $"{change.File.Name}: {refused.Message}";
        }
        catch (IOException)
        {
            _problem = L[$"{change.File.Name} could not be read to its end. Choose it again."];
        }
        finally
        {
            _busy = false;
        }
    }

    private bool Try(Action work)
    {
        _problem = null;
        try
        {
            work();
        }
        catch (WorkflowException refused)
        {
            _problem = refused.Message;
        }
        Load();
        return _problem is null;
    }

    private string? SaveDetails(SavedWorkflow changed)
    {
        if (Try(() => Library.Describe(User, changed.Id, changed.Name, changed.Description, changed.Tags)))
            return null;
        var problem = _problem;
        _problem = null;
        return problem;
    }

    private void Duplicate(SavedWorkflow workflow) => Try(() => Library.Duplicate(User, workflow.Id));

    private void Delete(SavedWorkflow workflow)
    {
        if (Try(() => Library.Bin(User, workflow.Id, isIn: true)))
            Notes.Offer(L, L[$"{workflow.Name} is in the bin."], () => InvokeAsync(() =>
            {
                Restore(workflow);
                StateHasChanged();
            }));
    }

    private void Restore(SavedWorkflow workflow) => Try(() => Library.Bin(User, workflow.Id, isIn: false));

    private void Remove(SavedWorkflow workflow) => Try(() => Library.Remove(User, workflow.Id));
}
