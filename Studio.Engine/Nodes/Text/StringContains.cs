using Studio.Engine.Graph;

namespace Studio.Engine.Nodes;

public sealed record StringContainsOutputs([Output("contains")] bool Contains);

[Node("StringContains", DisplayName = "Contains Text", Category = "text", PythonModule = "comfy_extras.nodes_string", SchemaStyle = true,
    Description = "Whether a text holds another.")]
public sealed class StringContains : INode<StringContainsOutputs>
{
    [Input(Name = "string", Multiline = true)]
    public required string Text { get; init; }

    [Input(Multiline = true)]
    public required string Substring { get; init; }

    [Input]
    public bool CaseSensitive { get; init; } = true;

    public StringContainsOutputs Run(NodeContext context) =>
        new(Text.Contains(Substring, CaseSensitive ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase));
}
