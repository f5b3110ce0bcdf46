using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

/// <summary>Mixes directions and lengths of the channel vectors apart, so that the mixture is as strong as its parts.</summary>
[Node("LatentInterpolate", Category = "model/latent/advanced", PythonModule = "comfy_extras.nodes_latent", SchemaStyle = true)]
public sealed class LatentInterpolate : INode<Latent>
{
    [Input]
    public required Latent Samples1 { get; init; }

    [Input]
    public required Latent Samples2 { get; init; }

    [Input(Min = 0, Max = 1, Step = 0.01)]
    public double Ratio { get; init; } = 1;

    public Latent Run(NodeContext context)
    {
        var first = Samples1.Samples;
        var second = Latents.FitTo(first, Samples2.Samples, "bilinear");
        return Samples1 with { Samples = ChannelVectors.Interpolate(first, second, (float)Ratio) };
    }
}
