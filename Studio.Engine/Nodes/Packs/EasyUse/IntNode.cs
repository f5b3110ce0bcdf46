using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.EasyUse;

public sealed record IntNodeOutputs([Output("int")] long Int);

[Node("easy int", Pack = EasyUsePack.Name, Category = "EasyUse/Logic/Type", Description = "A whole number.")]
public sealed class IntNode : INode<IntNodeOutputs>
{
    [Input(Min = -999999, Max = 999999)]
    public int Value { get; init; }

    public IntNodeOutputs Run(NodeContext context) => new(Value);
}
