using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Various;

[Node("JWIntegerToFloat", Pack = VariousPack.Name, DisplayName = "Integer to Float", Category = "jamesWalker55",
    Description = "A whole number as a number.")]
public sealed class VariousIntegerToFloat : INode<double>
{
    [Input(Min = -18446744073709551615.0, Max = 18446744073709551615)]
    public long Value { get; init; }

    public double Run(NodeContext context) => Value;
}
