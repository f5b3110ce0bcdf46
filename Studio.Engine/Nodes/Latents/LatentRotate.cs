using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("LatentRotate", DisplayName = "Rotate Latent", Category = "model/latent/transform")]
public sealed class LatentRotate : INode<Latent>
{
    [Input]
    public required Latent Samples { get; init; }

    [Input(Choices = ["none", "90 degrees", "180 degrees", "270 degrees"])]
    public string Rotation { get; init; } = "none";

    public Latent Run(NodeContext context) => Samples with { Samples = Turns.Rotate(Samples.Samples, 2, Turns.Quarters(Rotation)) };
}
