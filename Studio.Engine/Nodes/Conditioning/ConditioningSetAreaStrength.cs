using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("ConditioningSetAreaStrength", DisplayName = "Conditioning (Set Area Strength)", Category = "model/conditioning/transform")]
public sealed class ConditioningSetAreaStrength : INode<Conditioning>
{
    [Input]
    public required Conditioning Conditioning { get; init; }

    [Input(Min = 0, Max = 10, Step = 0.01)]
    public double Strength { get; init; } = 1;

    public Conditioning Run(NodeContext context) =>
        new([.. Conditioning.Entries.Select(entry => entry with { Strength = (float)Strength })]);
}
