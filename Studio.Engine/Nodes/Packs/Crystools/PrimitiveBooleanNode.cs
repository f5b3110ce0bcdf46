using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Crystools;

public sealed record PrimitiveBooleanNodeOutputs([Output("boolean")] bool Boolean);

[Node("Primitive boolean [Crystools]", Pack = CrystoolsPack.Name, DisplayName = "🪛 Primitive boolean", Category = "crystools 🪛/Primitive",
    Description = "A yes or no.")]
public sealed class PrimitiveBooleanNode : INode<PrimitiveBooleanNodeOutputs>
{
    [Input]
    public bool Boolean { get; init; } = true;

    public PrimitiveBooleanNodeOutputs Run(NodeContext context) => new(Boolean);
}
