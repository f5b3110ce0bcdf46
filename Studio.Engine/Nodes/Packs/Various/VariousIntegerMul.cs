using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Various;

[Node("JWIntegerMul", Pack = VariousPack.Name, DisplayName = "Integer Multiply", Category = "jamesWalker55",
    Description = "The product of two whole numbers.")]
public sealed class VariousIntegerMul : INode<long>
{
    [Input(Min = -18446744073709551615.0, Max = 18446744073709551615)]
    public long A { get; init; }

    [Input(Min = -18446744073709551615.0, Max = 18446744073709551615)]
    public long B { get; init; }

    public long Run(NodeContext context) => checked(A * B);
}
