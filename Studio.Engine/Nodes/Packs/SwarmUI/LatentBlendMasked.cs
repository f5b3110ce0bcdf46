using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Models;
using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes.Packs.SwarmUI;

[Node("SwarmLatentBlendMasked", Pack = SwarmUIPack.Name, DisplayName = "SwarmLatentBlendMasked", Category = "SwarmUI/latents",
    Description = "Two latents made one where a mask says.")]
public sealed class LatentBlendMasked : INode<Latent>
{
    [Input]
    public required Latent Samples0 { get; init; }

    [Input]
    public required Latent Samples1 { get; init; }

    [Input]
    public required Mask Mask { get; init; }

    [Input(Min = 0, Max = 1, Step = 0.01)]
    public double BlendFactor { get; init; } = 0.5;

    public Latent Run(NodeContext context)
    {
        var (a, b) = (Samples0.Samples, Samples1.Samples);
        if (!a.HasShapeOf(b))
            b = Batches.Fit(Resample.Planes(b, a.Size(3), a.Size(2), ResampleMethod.Bicubic), a.Size(0));
        var weights = Batches.Fit(Resample.Planes(Mask.Values, a.Size(3), a.Size(2), ResampleMethod.Bicubic), a.Size(0));
        var (blended, plane) = (a.ZerosLike(), a.Size(2) * a.Size(3));
        for (var i = 0; i < blended.Length; i++)
        {
            var weight = weights.Span[(i / plane / a.Size(1) * plane) + (i % plane)] * (float)BlendFactor;
            blended.Span[i] = (a.Span[i] * (1 - weight)) + (b.Span[i] * weight);
        }
        return Samples0 with { Samples = blended };
    }
}
