using System.Text.Json.Nodes;
using Studio.Engine.Python;

namespace Studio.Engine.Graph.Rules;

/// <summary>What a linked output gives is what the input takes.</summary>
internal sealed class LinkTypes : IInputRule
{
    public PromptError? Check(CheckedInput input)
    {
        if (input.Value is not InputValue.Link link || input.HasLinkCheckedByNode)
            return null;
        var received = LinkedTypes.Of(input.Prompt, input.Nodes, link);
        if (WireTypes.Fit(received, input.Schema.Type))
            return null;
        var expected = input.Choices is { } choices
            ? PythonText.Repr(new JsonArray([.. choices.Select(choice => (JsonNode)choice)]))
            : input.Schema.Type;
        return input.Error(
            "return_type_mismatch",
            "Return type mismatch between linked nodes",
            $"{input.Schema.Name}, received_type({received}) mismatch input_type({expected})",
            CheckedInput.Info("received_type", received),
            CheckedInput.Info("linked_node", new JsonArray(link.NodeId, link.Slot)));
    }
}
