using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Various;

[Node("JWIntegerSub", Pack = VariousPack.Name, DisplayName = "Integer Subtract", Category = "jamesWalker55",
    Description = "The difference of two whole numbers.")]
public sealed class VariousIntegerSub : INode<long>
{
    [Input(Min = -18446744073709551615.0, Max = 18446744073709551615)]
    public long A { get; init; }

    [Input(Min = -18446744073709551615.0, Max = 18446744073709551615)]
    public long B { get; init; }

    public long Run(NodeContext context) => A - B;
}
