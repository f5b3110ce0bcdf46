using System.Text.Json;
using System.Text.Json.Nodes;

namespace Studio.Engine.Graph.Rules;

/// <summary>A link has two parts, and the node and slot that it names exist.</summary>
internal sealed class LinkTargets : IInputRule
{
    public PromptError? Check(CheckedInput input) => input.Value switch
    {
        InputValue.Link link => CheckTarget(input.Prompt, input.Nodes, link),
        InputValue.Literal { Value: JsonArray { Count: 2 } pair } => BadPair(pair),
        InputValue.Literal { Value: JsonArray list } => NotALink(input, list),
        InputValue.Literal literal when !input.Schema.TakesLiterals && !(literal.Value is null && !input.Schema.IsRequired) =>
            NotALink(input, literal.Value),
        _ => null,
    };

    /// <summary>Whether there is what a link leads to.</summary>
    public static PromptError? CheckTarget(Prompt prompt, NodeCatalog nodes, InputValue.Link link)
    {
        if (!prompt.Nodes.TryGetValue(link.NodeId, out var producer))
            return new PromptError.UnknownNode(link.NodeId);
        var outputs = nodes.Find(producer.ClassType)?.Outputs.Count ?? 0;
        return link.Slot >= 0 && link.Slot < outputs ? null : new PromptError.UnknownSlot();
    }

    /// <summary>Two elements that are not an id and a slot number.</summary>
    private static PromptError BadPair(JsonArray pair) => pair[0]?.GetValueKind() == JsonValueKind.String
        ? new PromptError.SlotNotANumber()
        : new PromptError.UnknownNode(pair[0]);

    private static PromptError NotALink(CheckedInput input, JsonNode? received) => new PromptError.NotALink(input.Declared, received);
}
