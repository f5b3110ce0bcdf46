using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("LatentFlip", DisplayName = "Flip Latent", Category = "model/latent/transform")]
public sealed class LatentFlip : INode<Latent>
{
    [Input]
    public required Latent Samples { get; init; }

    [Input(Choices = ["x-axis: vertically", "y-axis: horizontally"])]
    public string FlipMethod { get; init; } = "x-axis: vertically";

    public Latent Run(NodeContext context) =>
        Samples with { Samples = Turns.Flip(Samples.Samples, FlipMethod.StartsWith('x') ? 2 : 3) };
}
