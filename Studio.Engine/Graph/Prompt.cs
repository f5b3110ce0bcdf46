using System.Text.Json.Nodes;

namespace Studio.Engine.Graph;

/// <summary>
/// What a user asks for: nodes by id, in the order in which they were sent. Immutable; <see cref="PromptParser"/> makes it.
/// </summary>
/// <param name="Nodes">In the order of the document, which also decides the order of outputs.</param>
/// <param name="Source">The JSON as it came, for history and picture metadata, unknown fields kept.</param>
public sealed record Prompt(IReadOnlyDictionary<string, PromptNode> Nodes, JsonObject Source);

/// <summary>One node: its class_type and its inputs by name.</summary>
public sealed record PromptNode(string Id, string ClassType, IReadOnlyDictionary<string, InputValue> Inputs, string? Title)
{
    /// <summary>
    /// The JSON text of "is_changed": what the client says besides what the node does (<see cref="IFingerprint"/>): another value runs it
    /// again. Null when it says nothing.
    /// </summary>
    public string? IsChanged { get; init; }
}

/// <summary>An input is a literal, a link to another node's output, or, inside expansions, any value.</summary>
public abstract record InputValue
{
    private InputValue()
    {
    }

    /// <summary>A JSON value as sent; null is JSON null.</summary>
    public sealed record Literal(JsonNode? Value) : InputValue;

    /// <summary>Output number <paramref name="Slot"/> (from 0) of node <paramref name="NodeId"/>.</summary>
    public sealed record Link(string NodeId, int Slot) : InputValue;

    /// <summary>Whatever an expansion put there (<see cref="GraphNode.Set"/>); never in a prompt that was sent.</summary>
    public sealed record Given(object? Content) : InputValue;
}
