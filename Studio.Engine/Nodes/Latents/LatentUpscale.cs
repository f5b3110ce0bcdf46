using Studio.Engine.Diffusion;
using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("LatentUpscale", DisplayName = "Upscale Latent", Category = "model/latent")]
public sealed class LatentUpscale : INode<Latent>
{
    [Input]
    public required Latent Samples { get; init; }

    [Input(Choices = ["nearest-exact", "bilinear", "area", "bicubic", "bislerp"])]
    public string UpscaleMethod { get; init; } = "nearest-exact";

    [Input(Min = 0, Max = 16384, Step = 8)]
    public int Width { get; init; } = 512;

    [Input(Min = 0, Max = 16384, Step = 8)]
    public int Height { get; init; } = 512;

    [Input(Choices = ["disabled", "center"])]
    public string Crop { get; init; } = "disabled";

    public Latent Run(NodeContext context)
    {
        if (Width == 0 && Height == 0)
            return Samples;
        int oldWidth = Samples.Samples.Size(3), oldHeight = Samples.Samples.Size(2);
        var height = Height == 0 ? (int)Math.Round((double)oldHeight * Math.Max(Latents.SmallestSide, Width) / oldWidth) : Height;
        var width = Width == 0 ? (int)Math.Round((double)oldWidth * Math.Max(Latents.SmallestSide, Height) / oldHeight) : Width;
        var (toWidth, toHeight) = (Math.Max(Latents.SmallestSide, width) / Latents.Factor,
            Math.Max(Latents.SmallestSide, height) / Latents.Factor);
        return Samples with { Samples = LatentResize.Resize(Samples.Samples, toWidth, toHeight, UpscaleMethod, Crop == "center") };
    }
}
