using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("ConditioningSetMask", DisplayName = "Conditioning (Set Mask)", Category = "model/conditioning/transform")]
public sealed class ConditioningSetMask : INode<Conditioning>
{
    [Input]
    public required Conditioning Conditioning { get; init; }

    [Input]
    public required Mask Mask { get; init; }

    [Input(Min = 0, Max = 10, Step = 0.01)]
    public double Strength { get; init; } = 1;

    [Input(Choices = ["default", "mask bounds"])]
    public string SetCondArea { get; init; } = "default";

    public Conditioning Run(NodeContext context) => new([.. Conditioning.Entries.Select(entry => entry with
    {
        Mask = Mask.Values,
        AreaFromMask = SetCondArea != "default",
        MaskStrength = (float)Strength,
    })]);
}
