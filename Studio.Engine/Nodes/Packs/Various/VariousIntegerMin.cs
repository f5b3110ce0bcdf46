using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Various;

[Node("JWIntegerMin", Pack = VariousPack.Name, DisplayName = "Integer Minimum", Category = "jamesWalker55",
    Description = "The smaller of two whole numbers.")]
public sealed class VariousIntegerMin : INode<long>
{
    [Input(Min = -18446744073709551615.0, Max = 18446744073709551615)]
    public long A { get; init; }

    [Input(Min = -18446744073709551615.0, Max = 18446744073709551615)]
    public long B { get; init; }

    public long Run(NodeContext context) => Math.Min(A, B);
}
