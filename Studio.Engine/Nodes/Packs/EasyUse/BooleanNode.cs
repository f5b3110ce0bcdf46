using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.EasyUse;

public sealed record BooleanNodeOutputs([Output("boolean")] bool Boolean);

[Node("easy boolean", Pack = EasyUsePack.Name, Category = "EasyUse/Logic/Type", Description = "A yes or no.")]
public sealed class BooleanNode : INode<BooleanNodeOutputs>
{
    [Input]
    public bool Value { get; init; }

    public BooleanNodeOutputs Run(NodeContext context) => new(Value);
}
