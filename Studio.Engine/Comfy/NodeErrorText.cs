using System.Text.Json.Nodes;
using Studio.Engine.Graph;
using Studio.Engine.Python;

namespace Studio.Engine.Comfy;

/// <summary>Mistakes at a whole node. Some of them ComfyUI does not look for: it meets them as Python's exceptions, and says so.</summary>
internal static class NodeErrorText
{
    /// <summary>The name under which ComfyUI reports a node that judges the types of its links.</summary>
    private const string LinkTypes = "input_types";

    public static ErrorText Of(PromptError.AtNode error)
    {
        var (exception, message) = Exception(error);
        return error.Consumer is { } consumer
            ? Inner(consumer, exception, message)
            : new ErrorText("exception_during_validation", "Exception when validating node", message,
                new JsonObject { ["exception_type"] = exception, ["traceback"] = new JsonArray() });
    }

    public static ErrorText Of(PromptError.RefusedByNode error)
    {
        var input = error.Input ?? LinkTypes;
        return new ErrorText("custom_validation_failed", "Custom validation failed for node",
            error.Problem.Length == 0 ? input : $"{input} - {error.Problem}", new JsonObject { ["input_name"] = input });
    }

    public static ErrorText Of(PromptError.Cycle error)
    {
        var path = error.Nodes.Append(error.Nodes[0]).Select(node => $"{node.Id} ({node.ClassType})");
        return new ErrorText("dependency_cycle", "Dependency cycle detected", string.Join(" -> ", path), new JsonObject
        {
            ["node_id"] = error.NodeId,
            ["cycle_nodes"] = ObjectInfo.Array(error.Nodes.Select(node => node.Id)),
        });
    }

    /// <summary>[node id, output number], as links are written.</summary>
    public static JsonArray Pair(InputValue.Link link) => new(link.NodeId, link.Slot);

    /// <summary>An exception in a node that is not an output is reported with the link that led there.</summary>
    private static ErrorText Inner(Consumer consumer, string exception, string message) => new(
        "exception_during_inner_validation", "Exception when validating inner node", message, new JsonObject
        {
            ["input_name"] = consumer.Input,
            ["input_config"] = consumer.Declared is null ? null : ObjectInfo.InputConfig(consumer.Declared),
            ["exception_message"] = message,
            ["exception_type"] = exception,
            ["traceback"] = new JsonArray(),
            ["linked_node"] = Pair(consumer.Link),
        });

    private static (string Type, string Message) Exception(PromptError.AtNode error) => error switch
    {
        PromptError.NoInputs => ("KeyError", "'inputs'"),
        PromptError.UnknownNode(var id) => ("KeyError", PythonText.Repr(id)),
        PromptError.UnknownSlot => ("IndexError", "tuple index out of range"),
        PromptError.SlotNotANumber => ("TypeError", "tuple indices must be integers or slices"),
        PromptError.CheckFailed(var cause, var message) => (FailureText.ExceptionOf(cause), message),
        _ => throw new ArgumentException($"There are no words for {error.GetType().Name}.", nameof(error)),
    };
}
