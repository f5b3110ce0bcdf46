using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Various;

[Node("JWIntegerMax", Pack = VariousPack.Name, DisplayName = "Integer Maximum", Category = "jamesWalker55",
    Description = "The larger of two whole numbers.")]
public sealed class VariousIntegerMax : INode<long>
{
    [Input(Min = -18446744073709551615.0, Max = 18446744073709551615)]
    public long A { get; init; }

    [Input(Min = -18446744073709551615.0, Max = 18446744073709551615)]
    public long B { get; init; }

    public long Run(NodeContext context) => Math.Max(A, B);
}
