using Studio.Engine.Graph;

namespace Studio.Engine.Nodes;

[Node("PrimitiveBoolean", DisplayName = "Boolean", Category = "utilities/primitive", PythonModule = "comfy_extras.nodes_primitive",
    SchemaStyle = true)]
public sealed class PrimitiveBoolean : INode<bool>
{
    [Input]
    public required bool Value { get; init; }

    public bool Run(NodeContext context) => Value;
}
