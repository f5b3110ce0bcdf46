using Studio.Engine.Graph;

namespace Studio.Engine.Nodes;

public sealed record StringLengthOutputs([Output("length")] long Length);

[Node("StringLength", DisplayName = "Text Length", Category = "text", PythonModule = "comfy_extras.nodes_string", SchemaStyle = true,
    Description = "How many characters a text has.")]
public sealed class StringLength : INode<StringLengthOutputs>
{
    [Input(Name = "string", Multiline = true)]
    public required string Text { get; init; }

    public StringLengthOutputs Run(NodeContext context) => new(Text.EnumerateRunes().Count());
}
