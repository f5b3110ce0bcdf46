using Studio.Engine.Graph;

namespace Studio.Engine.Nodes.Packs.Impact;

[Node("ImpactMinMax", Pack = ImpactPack.Name, DisplayName = "ImpactMinMax", Category = "ImpactPack/Logic/_for_test",
    Description = "The larger or the smaller of two numbers.")]
public sealed class MinMax : INode<long>
{
    [Input]
    public bool Mode { get; init; } = true;

    [Input]
    public required object? A { get; init; }

    [Input]
    public required object? B { get; init; }

    public long Run(NodeContext context) =>
        WholeNumbers.Truncate(Mode ? Math.Max(Numbers.Of(A), Numbers.Of(B)) : Math.Min(Numbers.Of(A), Numbers.Of(B)));
}
