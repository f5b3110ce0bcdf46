using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Components;
using Studio.Engine;
using Studio.Engine.Graph;
using Studio.Engine.Workflows;
using Studio.Engine.Workflows.Editing;
using Studio.Engine.Workflows.Forms;
using Studio.Web.Auth;
using Studio.Web.Components.Controls;
using Studio.Web.Jobs;

namespace Studio.Web.Components.Workflows;

/// <summary>The chosen node's values as fields, and a list of all nodes for who does not point at a canvas.</summary>
public sealed partial class NodePanel
{
    private readonly Dictionary<string, string> _typed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _wrong = new(StringComparer.Ordinal);
    private IReadOnlyList<Choice> _nodes = [];
    private IReadOnlyList<FormInput> _inputs = [];
    private JsonObject _prompt = [];
    private (int Version, string? Node)? _read;

    [Parameter, EditorRequired]
    public int Version { get; set; }

    [Parameter, EditorRequired]
    public IReadOnlyList<string> Selected { get; set; } = [];

    [Parameter]
    public EventCallback<string> OnSelect { get; set; }

    [Parameter]
    public EventCallback<(string Node, string Widget, JsonNode? Value)> OnWidget { get; set; }

    /// <summary>Something to do with what is chosen: mute, bypass, collapse, group, duplicate, remove.</summary>
    [Parameter]
    public EventCallback<string> OnAct { get; set; }

    [Parameter]
    public EventCallback<string> OnRunTo { get; set; }

    /// <summary>What is edited; read anew with each <see cref="Version"/>.</summary>
    [Parameter, EditorRequired]
    public object Draft { get; set; } = null!;

    [Inject]
    private IEngine Engine { get; set; } = null!;

    [Inject]
    private UserNodes Own { get; set; } = null!;

    [CascadingParameter]
    private CurrentUser? User { get; set; }

    /// <summary>With the user's own files to choose from.</summary>
    private NodeCatalog Nodes => Own.Of(User);

    private Workflow Now => ((GraphDraft)Draft).Now;

    private WorkflowNode? One => Selected is [var id] ? Now.Graph.Nodes.FirstOrDefault(node => node.Id == id) : null;

    private NodeSchema? Schema => One is { } node ? Engine.Nodes.Find(node.Type) : null;

    private string Help => Now.Subgraphs.Any(subgraph => subgraph.Id == One?.Type)
        ? L["This node stands for a subgraph. Its inside stays as it is."]
        : ReadinessHelp();

    protected override void OnParametersSet()
    {
        var node = One;
        if (_read == (Version, node?.Id))
            return;
        if (_read?.Node != node?.Id)
        {
            _typed.Clear();
            _wrong.Clear();
        }
        _read = (Version, node?.Id);
        _nodes = [.. Now.Graph.Nodes.Select(other =>
            new Choice(other.Id, $"{other.Title ?? Engine.Nodes.Find(other.Type)?.DisplayName ?? other.Type} ({other.Id})"))];
        ReadInputs(node);
    }

    private static string TextOf(FormInput input) => input.Default is JsonValue value && value.TryGetValue(out string? text) ? text
        : input.Default?.ToJsonString() ?? "";

    private void ReadInputs(WorkflowNode? node)
    {
        (_inputs, _prompt) = ([], []);
        if (node is null || Schema is null)
            return;
        var inputs = new JsonObject(EditorFile.WidgetsOf(Now, node.Id, Nodes)
            .Select(widget => KeyValuePair.Create(widget.Key, widget.Value?.DeepClone())));
        _prompt = new JsonObject { [node.Id] = new JsonObject { ["class_type"] = node.Type, ["inputs"] = inputs } };
        if (PromptParser.Parse(_prompt).Prompt is { } prompt)
            _inputs = [.. WidgetInputs.All(prompt, Nodes)
                .Select(input => input with { Label = input.Targets[0].Field.Replace('_', ' ') })];
    }

    private string ReadinessHelp()
    {
        var prompt = PromptParser.Parse(new JsonObject { ["1"] = new JsonObject { ["class_type"] = One!.Type } }).Prompt;
        var missing = prompt is not null && WorkflowReadiness.Of(prompt, Engine.Nodes).Nodes is [var first, ..] ? first : null;
        return L[$"This node is not here. {missing?.Help}"];
    }

    private async Task SetAsync(FormInput input, string text)
    {
        _typed[input.Id] = text;
        var form = new WorkflowForm([input], FormOrigin.Chosen);
        var filled = FormFilling.Fill(form, _prompt, new Dictionary<string, JsonNode?> { [input.Id] = text }, Nodes, () => 0);
        if (filled.Errors.GetValueOrDefault(input.Id) is { } wrong)
        {
            _wrong[input.Id] = wrong;
            return;
        }
        _wrong.Remove(input.Id);
        var value = text.Length == 0 && input.Type == FormInputType.Text ? "" : filled.Values[input.Id]?.DeepClone();
        await OnWidget.InvokeAsync((input.Targets[0].NodeId, input.Targets[0].Field, value));
        _typed.Remove(input.Id);
    }
}
