using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Crystools;

public sealed record PrimitiveIntegerNodeOutputs([Output("int")] long Int);

[Node("Primitive integer [Crystools]", Pack = CrystoolsPack.Name, DisplayName = "🪛 Primitive integer", Category = "crystools 🪛/Primitive",
    Description = "A whole number.")]
public sealed class PrimitiveIntegerNode : INode<PrimitiveIntegerNodeOutputs>
{
    [Input(Name = "int", Min = -9223372036854775807, Max = 9223372036854775807, Step = 1)]
    public long Number { get; init; } = 1;

    public PrimitiveIntegerNodeOutputs Run(NodeContext context) => new(Number);
}
