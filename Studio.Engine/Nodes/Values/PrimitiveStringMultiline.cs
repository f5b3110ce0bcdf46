using Studio.Engine.Graph;

namespace Studio.Engine.Nodes;

[Node("PrimitiveStringMultiline", DisplayName = "Text (Multiline)", Category = "utilities/primitive",
    PythonModule = "comfy_extras.nodes_primitive", SchemaStyle = true)]
public sealed class PrimitiveStringMultiline : INode<string>
{
    [Input(Multiline = true)]
    public required string Value { get; init; }

    public string Run(NodeContext context) => Value;
}
