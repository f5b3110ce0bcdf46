using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("LatentBlend", DisplayName = "Latent Blend", Category = "experimental")]
public sealed class LatentBlend : INode<Latent>
{
    [Input]
    public required Latent Samples1 { get; init; }

    [Input]
    public required Latent Samples2 { get; init; }

    [Input(Min = 0, Max = 1, Step = 0.01)]
    public double BlendFactor { get; init; } = 0.5;

    public Latent Run(NodeContext context)
    {
        var other = Latents.FitTo(Samples1.Samples, Samples2.Samples, "bicubic");
        return Samples1 with { Samples = Mixing.Sum(Samples1.Samples, BlendFactor, other, 1 - BlendFactor) };
    }
}
