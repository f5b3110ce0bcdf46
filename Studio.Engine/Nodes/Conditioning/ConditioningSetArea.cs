using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("ConditioningSetArea", DisplayName = "Conditioning (Set Area)", Category = "model/conditioning/transform")]
public sealed class ConditioningSetArea : INode<Conditioning>
{
    [Input]
    public required Conditioning Conditioning { get; init; }

    [Input(Min = 64, Max = 16384, Step = 8)]
    public int Width { get; init; } = 64;

    [Input(Min = 64, Max = 16384, Step = 8)]
    public int Height { get; init; } = 64;

    [Input(Min = 0, Max = 16384, Step = 8)]
    public int X { get; init; }

    [Input(Min = 0, Max = 16384, Step = 8)]
    public int Y { get; init; }

    [Input(Min = 0, Max = 10, Step = 0.01)]
    public double Strength { get; init; } = 1;

    public Conditioning Run(NodeContext context)
    {
        const int factor = Latents.Factor;
        var area = new ConditioningArea(Height / factor, Width / factor, Y / factor, X / factor, IsFraction: false);
        return new Conditioning(
            [.. Conditioning.Entries.Select(entry => entry with { Area = area, Strength = (float)Strength, AreaFromMask = false })]);
    }
}
