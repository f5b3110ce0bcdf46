using Studio.Engine.Graph;

namespace Studio.Engine.Nodes;

[Node("PrimitiveString", DisplayName = "Text", Category = "utilities/primitive", PythonModule = "comfy_extras.nodes_primitive",
    SchemaStyle = true)]
public sealed class PrimitiveString : INode<string>
{
    [Input]
    public required string Value { get; init; }

    public string Run(NodeContext context) => Value;
}
