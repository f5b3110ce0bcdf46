using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("LatentCrop", DisplayName = "Crop Latent", Category = "model/latent/transform")]
public sealed class LatentCrop : INode<Latent>
{
    [Input]
    public required Latent Samples { get; init; }

    [Input(Min = 64, Max = 16384, Step = 8)]
    public int Width { get; init; } = 512;

    [Input(Min = 64, Max = 16384, Step = 8)]
    public int Height { get; init; } = 512;

    [Input(Min = 0, Max = 16384, Step = 8)]
    public int X { get; init; }

    [Input(Min = 0, Max = 16384, Step = 8)]
    public int Y { get; init; }

    public Latent Run(NodeContext context)
    {
        var top = Math.Min(Y / Latents.Factor, Samples.Samples.Size(2) - Latents.SmallestSide / Latents.Factor);
        var left = Math.Min(X / Latents.Factor, Samples.Samples.Size(3) - Latents.SmallestSide / Latents.Factor);
        return Samples with { Samples = Planes.Crop(Samples.Samples, top, left, Height / Latents.Factor, Width / Latents.Factor) };
    }
}
