using System.Text.Json;
using System.Text.Json.Nodes;
using Studio.Engine.Python;

namespace Studio.Engine.Graph.Rules;

/// <summary>
/// A link has two parts, and the node and slot that it names exist. ComfyUI reports the latter as Python's exceptions;
/// so do we, because clients know those texts.
/// </summary>
internal sealed class LinkTargets : IInputRule
{
    public PromptError? Check(CheckedInput input) => input.Value switch
    {
        InputValue.Link link => CheckTarget(input.Prompt, input.Nodes, link),
        InputValue.Literal { Value: JsonArray { Count: 2 } pair } => NotALink(pair),
        InputValue.Literal { Value: JsonArray list } => BadLink(input, list),
        InputValue.Literal literal when !input.Schema.TakesLiterals && !(literal.Value is null && !input.Schema.IsRequired) =>
            BadLink(input, literal.Value),
        _ => null,
    };

    /// <summary>An error in the words of a Python exception.</summary>
    public static PromptError Exception(string type, string message) => new(
        "exception_during_validation",
        "Exception when validating node",
        message,
        new JsonObject { ["exception_type"] = type, ["traceback"] = new JsonArray() });

    /// <summary>Whether there is what a link leads to.</summary>
    public static PromptError? CheckTarget(Prompt prompt, NodeCatalog nodes, InputValue.Link link)
    {
        if (!prompt.Nodes.TryGetValue(link.NodeId, out var producer))
            return Exception("KeyError", PythonText.Repr(link.NodeId));
        var outputs = nodes.Find(producer.ClassType)?.Outputs.Count ?? 0;
        return link.Slot >= 0 && link.Slot < outputs ? null : Exception("IndexError", "tuple index out of range");
    }

    /// <summary>Two elements that are not an id and a slot number: looking up such an id or slot fails in Python.</summary>
    private static PromptError NotALink(JsonArray pair) => pair[0]?.GetValueKind() == JsonValueKind.String
        ? Exception("TypeError", "tuple indices must be integers or slices")
        : Exception("KeyError", PythonText.Repr(pair[0]));

    private static PromptError BadLink(CheckedInput input, JsonNode? received) => input.Error(
        "bad_linked_input",
        "Bad linked input, must be a length-2 list of [node_id, slot_index]",
        input.Schema.Name,
        CheckedInput.Info("received_value", received));
}
