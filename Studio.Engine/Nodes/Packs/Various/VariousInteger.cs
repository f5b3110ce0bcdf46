using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Various;

[Node("JWInteger", Pack = VariousPack.Name, DisplayName = "Integer", Category = "jamesWalker55", Description = "A whole number.")]
public sealed class VariousInteger : INode<long>
{
    [Input(Min = -18446744073709551615.0, Max = 18446744073709551615)]
    public long Value { get; init; }

    public long Run(NodeContext context) => Value;
}
