using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Impact;

[Node("ImpactCompare", Pack = ImpactPack.Name, DisplayName = "ImpactCompare", Category = "ImpactPack/Logic",
    Description = "How two values compare.")]
public sealed class Compare : INode<bool>
{
    [Input(Choices = ["a = b", "a <> b", "a > b", "a < b", "a >= b", "a <= b", "tt", "ff"])]
    public string Cmp { get; init; } = "a = b";

    [Input]
    public required object? A { get; init; }

    [Input]
    public required object? B { get; init; }

    public bool Run(NodeContext context) => PlainComparison.Holds(Cmp, A, B);
}
