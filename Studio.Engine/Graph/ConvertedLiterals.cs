using System.Text.Json.Nodes;

namespace Studio.Engine.Graph;

/// <summary>
/// A prompt whose literals are being replaced by what they were converted to: history and pictures show the converted values.
/// </summary>
internal sealed class ConvertedLiterals(Prompt prompt)
{
    private readonly Dictionary<string, PromptNode> _changed = [];

    public PromptNode NodeOf(string nodeId) => _changed.GetValueOrDefault(nodeId) ?? prompt.Nodes[nodeId];

    public void Set(string nodeId, string input, InputValue? value)
    {
        var node = NodeOf(nodeId);
        if (value is not InputValue.Literal || ReferenceEquals(node.Inputs[input], value))
            return;
        var inputs = new OrderedDictionary<string, InputValue>(node.Inputs, StringComparer.Ordinal) { [input] = value };
        _changed[nodeId] = node with { Inputs = inputs };
    }

    public Prompt Apply()
    {
        if (_changed.Count == 0)
            return prompt;
        var source = (JsonObject)prompt.Source.DeepClone();
        var nodes = new OrderedDictionary<string, PromptNode>(prompt.Nodes, StringComparer.Ordinal);
        foreach (var (id, node) in _changed)
        {
            nodes[id] = node;
            var inputs = (JsonObject)source[id]!["inputs"]!;
            foreach (var (name, value) in node.Inputs)
            {
                if (value is InputValue.Literal literal && !ReferenceEquals(literal, prompt.Nodes[id].Inputs[name]))
                    inputs[name] = literal.Value?.DeepClone();
            }
        }
        return new Prompt(nodes, source);
    }
}
