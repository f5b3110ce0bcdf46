using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Various;

[Node("JWIntegerDiv", Pack = VariousPack.Name, DisplayName = "Integer Divide", Category = "jamesWalker55",
    Description = "The quotient of two whole numbers.")]
public sealed class VariousIntegerDiv : INode<double>
{
    [Input(Min = -18446744073709551615.0, Max = 18446744073709551615)]
    public long A { get; init; }

    [Input(Min = -18446744073709551615.0, Max = 18446744073709551615)]
    public long B { get; init; }

    public double Run(NodeContext context) => Numbers.Divide(A, B);
}
