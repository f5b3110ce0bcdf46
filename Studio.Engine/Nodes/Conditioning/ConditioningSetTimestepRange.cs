using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("ConditioningSetTimestepRange", DisplayName = "ConditioningSetTimestepRange", Category = "model/conditioning/transform")]
public sealed class ConditioningSetTimestepRange : INode<Conditioning>
{
    [Input]
    public required Conditioning Conditioning { get; init; }

    [Input(Min = 0, Max = 1, Step = 0.001)]
    public double Start { get; init; }

    [Input(Min = 0, Max = 1, Step = 0.001)]
    public double End { get; init; } = 1;

    public Conditioning Run(NodeContext context) =>
        new([.. Conditioning.Entries.Select(entry => entry with { StartPercent = (float)Start, EndPercent = (float)End })]);
}
