using Studio.Engine.Graph;

namespace Studio.Engine.Nodes;

[Node("PrimitiveInt", DisplayName = "Int", Category = "utilities/primitive", PythonModule = "comfy_extras.nodes_primitive",
    SchemaStyle = true)]
public sealed class PrimitiveInt : INode<long>
{
    [Input(Min = -9223372036854775807, Max = 9223372036854775807, ControlAfterGenerate = true)]
    public required long Value { get; init; }

    public long Run(NodeContext context) => Value;
}
