using Studio.Engine.Graph;

namespace Studio.Engine.Nodes;

[Node("StringConcatenate", DisplayName = "Concatenate Text", Category = "text", PythonModule = "comfy_extras.nodes_string",
    SchemaStyle = true)]
public sealed class StringConcatenate : INode<string>
{
    [Input(Multiline = true)]
    public required string StringA { get; init; }

    [Input(Multiline = true)]
    public required string StringB { get; init; }

    [Input]
    public string Delimiter { get; init; } = "";

    public string Run(NodeContext context) => StringA + Delimiter + StringB;
}
