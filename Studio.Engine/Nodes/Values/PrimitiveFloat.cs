using Studio.Engine.Graph;

namespace Studio.Engine.Nodes;

[Node("PrimitiveFloat", DisplayName = "Float", Category = "utilities/primitive", PythonModule = "comfy_extras.nodes_primitive",
    SchemaStyle = true)]
public sealed class PrimitiveFloat : INode<double>
{
    [Input(Min = -9223372036854775807, Max = 9223372036854775807, Step = 0.1)]
    public required double Value { get; init; }

    public double Run(NodeContext context) => Value;
}
