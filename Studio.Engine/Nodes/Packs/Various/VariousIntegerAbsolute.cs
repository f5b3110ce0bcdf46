using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Various;

[Node("JWIntegerAbsolute", Pack = VariousPack.Name, DisplayName = "Integer Absolute Value", Category = "jamesWalker55",
    Description = "A whole number without its sign.")]
public sealed class VariousIntegerAbsolute : INode<long>
{
    [Input(Min = -18446744073709551615.0, Max = 18446744073709551615)]
    public long Value { get; init; }

    public long Run(NodeContext context) => Math.Abs(Value);
}
