using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Crystools;

public sealed record PrimitiveFloatNodeOutputs([Output("float")] double Float);

[Node("Primitive float [Crystools]", Pack = CrystoolsPack.Name, DisplayName = "🪛 Primitive float", Category = "crystools 🪛/Primitive",
    Description = "A number.")]
public sealed class PrimitiveFloatNode : INode<PrimitiveFloatNodeOutputs>
{
    [Input(Name = "float", Min = -1.7976931348623157e+308, Max = 1.7976931348623157e+308, Step = 0.01)]
    public double Number { get; init; } = 1;

    public PrimitiveFloatNodeOutputs Run(NodeContext context) => new(Number);
}
