using Studio.Engine.Diffusion;
using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("LatentUpscaleBy", DisplayName = "Upscale Latent By", Category = "model/latent")]
public sealed class LatentUpscaleBy : INode<Latent>
{
    [Input]
    public required Latent Samples { get; init; }

    [Input(Choices = ["nearest-exact", "bilinear", "area", "bicubic", "bislerp"])]
    public string UpscaleMethod { get; init; } = "nearest-exact";

    [Input(Min = 0.01, Max = 8, Step = 0.01)]
    public double ScaleBy { get; init; } = 1.5;

    public Latent Run(NodeContext context)
    {
        var (width, height) = (Latents.Scaled(Samples.Samples.Size(3), ScaleBy), Latents.Scaled(Samples.Samples.Size(2), ScaleBy));
        return Samples with { Samples = LatentResize.Resize(Samples.Samples, width, height, UpscaleMethod) };
    }
}
