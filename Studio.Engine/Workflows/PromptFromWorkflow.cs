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

    private readonly List<WorkflowFault> _faults = [];
    private readonly LinkResolver _links;
    private long _values;
    private long _text;

    private PromptFromWorkflow() => _links = new LinkResolver(_faults);

    /// <summary>Converts a workflow. A class that is not here is sent all the same, so that the check of the prompt names it.</summary>
    /// <returns>The prompt in API format, or every mistake found.</returns>
    public static ConvertedWorkflow Convert(Workflow workflow, NodeCatalog catalog)
    {
        var conversion = new PromptFromWorkflow();
        var placed = WorkflowExpansion.Of(workflow, catalog, conversion._faults);
        var sent = placed.Where(node => node is { Role: NodeRole.Sent, IsOff: false }).ToList();
        if (conversion._faults.Count > 0)
            return new(null, conversion._faults);
        var nodes = conversion.Nodes(sent);
        return conversion._faults.Count > 0 ? new(null, conversion._faults) : new(nodes, []);
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
            inputs[name] = Counted(WidgetValues.ForPrompt(value));
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
