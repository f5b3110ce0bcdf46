using System.Text.Json.Nodes;
using Studio.Engine.Graph;
using Studio.Engine.Python;

namespace Studio.Engine.Comfy;

/// <summary>
/// A mistake in a prompt in ComfyUI's words: <paramref name="Type"/> such as value_not_in_list, with its message, details and extra_info.
/// Clients compare all four.
/// </summary>
public sealed record ErrorText(string Type, string Message, string Details, JsonObject ExtraInfo)
{
    /// <summary>More nodes of classes that are not here are not listed.</summary>
    private const int MostMissing = 100;

    /// <summary>ComfyUI's words; our own where it has no such error.</summary>
    public static ErrorText Of(PromptError error) => error switch
    {
        PromptError.AtInput atInput => InputErrorText.Of(atInput),
        PromptError.AtNode atNode => NodeErrorText.Of(atNode),
        PromptError.RefusedByNode refused => NodeErrorText.Of(refused),
        PromptError.Cycle cycle => NodeErrorText.Of(cycle),
        PromptError.UnknownClass unknown => Of(unknown),
        PromptError.NoClassType none => Of(none),
        PromptError.AllOutputsFailed failed => Plain("prompt_outputs_failed_validation", "Prompt outputs failed validation",
            string.Join('\n', failed.AtOutputs.Where(inner => inner is not PromptError.Cycle).Select(Of)
                .Select(text => $"{text.Message}: {text.Details}"))),
        PromptError.SomeOutputsFailed => Plain("prompt_outputs_failed_validation", "Prompt outputs failed validation",
            "Some outputs cannot run, and strict was asked for."),
        PromptError.NoOutputs => Plain("prompt_no_outputs", "Prompt has no outputs", ""),
        PromptError.NoPrompt => Plain("no_prompt", "No prompt provided", "No prompt provided"),
        PromptError.BadWorkflow bad => Of(bad),
        PromptError.NotJson(var reason) => Plain("invalid_prompt", "The prompt is not valid JSON", reason),
        PromptError.TooManyNodes(var nodes, var allowed) =>
            Plain("invalid_prompt", "The prompt is too large", $"It has {nodes} nodes; {allowed} are allowed."),
        PromptError.InputsNotAnObject(var node) => new ErrorText("invalid_prompt", "The inputs of a node must be an object",
            NodeId(node), new JsonObject { ["node_id"] = node }),
        PromptError.BadId => Plain("invalid_prompt_id", "prompt_id must be a valid UUID",
            "prompt_id must be a UUID string in canonical lowercase hyphenated form; omit it to let the server generate one"),
        PromptError.IdInUse => Plain("invalid_prompt_id", "prompt_id is already used",
            "Another job has this prompt_id; omit it to let the server generate one"),
        _ => throw new ArgumentException($"There are no words for {error.GetType().Name}.", nameof(error)),
    };

    private static ErrorText Plain(string type, string message, string details) => new(type, message, details, []);

    private static string NodeId(string id) => $"Node ID '#{id}'";

    private static string Shown(string id, string? title) => title ?? $"ID #{id}";

    private static ErrorText Of(PromptError.NoClassType none) => new(
        "missing_node_type",
        $"Node '{Shown(none.NodeId, none.Title)}' has no class_type. The workflow may be corrupted or a custom node is missing.",
        NodeId(none.NodeId),
        new JsonObject { ["node_id"] = none.NodeId, ["class_type"] = null, ["node_title"] = none.Title });

    /// <summary>An error of our own: ComfyUI's server knows no workflows.</summary>
    private static ErrorText Of(PromptError.BadWorkflow bad)
    {
        var first = bad.Faults[0];
        return new ErrorText(
            "invalid_workflow",
            "The workflow cannot be made a prompt",
            string.Join('\n', bad.Faults.Select(fault => fault.Sentence)),
            new JsonObject { ["node_id"] = first.NodeId, ["node_title"] = first.Title });
    }

    private static ErrorText Of(PromptError.UnknownClass unknown)
    {
        var node = unknown.Nodes[0];
        var extra = new JsonObject { ["node_id"] = node.Id, ["class_type"] = node.ClassType, ["node_title"] = node.Title };
        if (unknown.Help.Count > 0)
            extra["help"] = ObjectInfo.Array(unknown.Help);
        if (unknown.Nodes.Count > 1)
            extra["missing_nodes"] = Missing(unknown.Nodes);
        if (unknown.Nearest.Count > 0)
            extra["nearest_nodes"] = ObjectInfo.Array(unknown.Nearest);
        return new ErrorText(
            "missing_node_type",
            $"Node '{Shown(node.Id, node.Title)}' not found. The custom node may not be installed.",
            string.Join('\n', unknown.Help.Prepend(NodeId(node.Id))),
            extra);
    }

    private static JsonArray Missing(IEnumerable<PromptNode> nodes) => new([.. nodes.Take(MostMissing).Select(missing => new JsonObject
    {
        ["node_id"] = missing.Id, ["class_type"] = missing.ClassType, ["node_title"] = missing.Title,
    })]);
}
