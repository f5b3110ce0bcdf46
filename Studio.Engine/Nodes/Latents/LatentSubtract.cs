using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("LatentSubtract", Category = "model/latent/advanced", PythonModule = "comfy_extras.nodes_latent", SchemaStyle = true)]
public sealed class LatentSubtract : INode<Latent>
{
    [Input]
    public required Latent Samples1 { get; init; }

    [Input]
    public required Latent Samples2 { get; init; }

    public Latent Run(NodeContext context) =>
        Samples1 with { Samples = Mixing.Sum(Samples1.Samples, 1, Latents.FitTo(Samples1.Samples, Samples2.Samples, "bilinear"), -1) };
}
