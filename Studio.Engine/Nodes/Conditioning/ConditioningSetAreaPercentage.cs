using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("ConditioningSetAreaPercentage", DisplayName = "Conditioning (Set Area with Percentage)", Category = "model/conditioning/transform")]
public sealed class ConditioningSetAreaPercentage : INode<Conditioning>
{
    [Input]
    public required Conditioning Conditioning { get; init; }

    [Input(Min = 0, Max = 1, Step = 0.01)]
    public double Width { get; init; } = 1;

    [Input(Min = 0, Max = 1, Step = 0.01)]
    public double Height { get; init; } = 1;

    [Input(Min = 0, Max = 1, Step = 0.01)]
    public double X { get; init; }

    [Input(Min = 0, Max = 1, Step = 0.01)]
    public double Y { get; init; }

    [Input(Min = 0, Max = 10, Step = 0.01)]
    public double Strength { get; init; } = 1;

    public Conditioning Run(NodeContext context)
    {
        var area = new ConditioningArea(Height, Width, Y, X, IsFraction: true);
        return new Conditioning(
            [.. Conditioning.Entries.Select(entry => entry with { Area = area, Strength = (float)Strength, AreaFromMask = false })]);
    }
}
