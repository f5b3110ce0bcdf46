using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Components;
using Studio.Engine;
using Studio.Engine.Workflows.Forms;
using Studio.Web.Components.Controls;
using Studio.Web.Workflows;

namespace Studio.Web.Components.Workflows;

/// <summary>The widgets of a graph, to choose those that its form asks for.</summary>
public sealed partial class InputChooser
{
    private List<Row> _rows = [];
    private Dialog? _dialog;
    private string? _problem;

    [Parameter, EditorRequired]
    public OpenedWorkflow Opened { get; set; } = null!;

    /// <summary>Takes the inputs of a manifest, or null to find them in the file again; says what is wrong, or null.</summary>
    [Parameter, EditorRequired]
    public Func<JsonArray?, string?> OnSave { get; set; } = null!;

    [Parameter, EditorRequired]
    public EventCallback OnClose { get; set; }

    [Inject]
    private IEngine Engine { get; set; } = null!;

    protected override void OnInitialized()
    {
        var chosen = Opened.Form.Inputs;
        var taken = chosen.SelectMany(input => input.Targets).ToHashSet();
        var others = WidgetInputs.All(Opened.Prompt, Engine.Nodes).Where(input => !taken.Contains(input.Targets[0]));
        _rows = [.. chosen.Select(input => new Row(input, WhereOf(input)) { IsChosen = true }),
            .. others.Select(input => new Row(input, WhereOf(input)))];
    }

    private string WhereOf(FormInput input) => input.Targets is not [var target, ..] ? input.Id
        : Opened.Prompt.Nodes.GetValueOrDefault(target.NodeId) is not { } node ? L[$"{target.Field} of a node that is gone"]
        : L[$"{target.Field} of {node.Title ?? Engine.Nodes.Find(node.ClassType)?.DisplayName ?? node.ClassType} ({target.NodeId})"];

    private void Move(int index) => (_rows[index - 1], _rows[index]) = (_rows[index], _rows[index - 1]);

    private Task SaveAsync() => SaveAsync(ManifestWriter.Inputs(new([.. _rows.Where(row => row.IsChosen).Select(row => row.ToInput())],
        FormOrigin.Chosen)));

    private Task ForgetAsync() => SaveAsync(null);

    private Task SaveAsync(JsonArray? inputs)
    {
        _problem = OnSave(inputs);
        return _problem is null ? _dialog!.CloseAsync() : Task.CompletedTask;
    }

    private sealed class Row(FormInput input, string where)
    {
        public string Where { get; } = where;

        public string Label { get; set; } = input.Label;

        public bool IsChosen { get; set; }

        public bool IsAdvanced { get; set; } = input.IsAdvanced;

        public FormInput ToInput() => input with { Label = string.IsNullOrWhiteSpace(Label) ? input.Label : Label.Trim(),
            IsAdvanced = IsAdvanced };
    }
}
