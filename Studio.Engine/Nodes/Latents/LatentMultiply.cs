using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("LatentMultiply", Category = "model/latent/advanced", PythonModule = "comfy_extras.nodes_latent", SchemaStyle = true)]
public sealed class LatentMultiply : INode<Latent>
{
    [Input]
    public required Latent Samples { get; init; }

    [Input(Min = -10, Max = 10, Step = 0.01)]
    public double Multiplier { get; init; } = 1;

    public Latent Run(NodeContext context) => Samples with { Samples = Mixing.Each(Samples.Samples, value => value * (float)Multiplier) };
}
