using System.Text.Json;
using System.Text.Json.Nodes;
using Studio.Engine.Graph;
using Studio.Engine.Python;

namespace Studio.Engine.Workflows;

/// <summary>
/// Makes of a workflow the prompt that ComfyUI's editor would send: widgets by their places, links through what only an editor knows,
/// muted nodes left out, bypassed ones passed, subgraphs unfolded.
/// </summary>
public sealed class PromptFromWorkflow
{
    /// <summary>How much text the values of a prompt may have in all, in UTF-16 units: subgraphs repeat theirs.</summary>
    private const long MostText = 32 << 20;

    /// <summary>The input whose value an editor completes before it sends it.</summary>
    private const string FileName = "filename_prefix";

    private readonly List<WorkflowFault> _faults;
    private readonly LinkResolver _links;
    private readonly TextReplacements _texts;
    private long _values;
    private long _text;

    private PromptFromWorkflow(TextReplacements texts, List<WorkflowFault> faults) =>
        (_texts, _faults, _links) = (texts, faults, new LinkResolver(faults, texts));

    /// <summary>Converts a workflow. A class that is not here is sent all the same, so that the check of the prompt names it.</summary>
    /// <param name="now">For file names with a date in them, in the zone that it is to be told in.</param>
    /// <returns>The prompt in API format, or every mistake found.</returns>
    public static ConvertedWorkflow Convert(Workflow workflow, NodeCatalog catalog, DateTimeOffset now)
    {
        var faults = new List<WorkflowFault>();
        var placed = WorkflowExpansion.Of(workflow, catalog, faults);
        if (faults.Count > 0)
            return new(null, faults);
        var prompt = new PromptFromWorkflow(new TextReplacements(placed, now), faults)
            .Nodes([.. placed.Where(node => node is { Role: NodeRole.Sent, IsOff: false })]);
        return faults.Count > 0 ? new(null, faults) : new(prompt, []);
    }

    private JsonObject Nodes(List<PlacedNode> sent)
    {
        var ids = sent.Select(node => node.Id).ToHashSet(StringComparer.Ordinal);
        var prompt = new JsonObject();
        // JavaScript lists keys that are numbers first, and ascending; the order of a prompt is that of its outputs
        foreach (var node in sent.OrderBy(node => (long?)WorkflowJson.ArrayIndex(node.Id) ?? long.MaxValue))
        {
            prompt[node.Id] = new JsonObject
            {
                ["inputs"] = Inputs(node, ids),
                ["class_type"] = node.Node.Type,
                ["_meta"] = new JsonObject { ["title"] = node.Node.Title ?? node.Schema?.DisplayName ?? node.Node.Type },
            };
            if (_values > PythonJson.MaxValues || _text > MostText)
            {
                _faults.Add(new(null, null,
                    $"The prompt would have more than {PythonJson.MaxValues} values, or more than {MostText} characters, once its subgraphs are unfolded."));
                break;
            }
        }
        return prompt;
    }

    private JsonObject Inputs(PlacedNode node, HashSet<string> sent)
    {
        var inputs = new JsonObject();
        foreach (var (name, value) in node.Values)
            inputs[name] = Counted(WidgetValues.ForPrompt(name == FileName ? _texts.Of(value) : value));
        for (var i = 0; i < node.Node.Inputs.Count; i++)
        {
            var name = node.Node.Inputs[i].Name;
            _values++;
            switch (_links.Resolve(node, i))
            {
                case LinkSource.Value { Content: { } content }:
                    inputs[name] = Counted(WidgetValues.ForPrompt(content));
                    break;
                case LinkSource.Output(var from, var slot) when sent.Contains(from.Id):
                    inputs[name] = Counted(new JsonArray(from.Id, slot));
                    break;
                case LinkSource.Output: // from a muted node: the input goes with it, as in the front end
                    inputs.Remove(name);
                    break;
            }
        }
        return inputs;
    }

    private JsonNode? Counted(JsonNode? value)
    {
        _values += value is JsonArray ? 3 : 1;
        _text += value switch
        {
            JsonValue text when text.GetValueKind() == JsonValueKind.String => text.GetValue<string>().Length,
            JsonObject fields => fields.ToJsonString().Length,
            _ => 8,
        };
        return value;
    }
}

/// <summary>Either a prompt in API format or why there is none.</summary>
public sealed record ConvertedWorkflow(JsonObject? Prompt, IReadOnlyList<WorkflowFault> Faults);
