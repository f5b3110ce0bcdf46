using Studio.Engine.Diffusion;
using Studio.Engine.Graph;
using Studio.Engine.Models;
using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes;

[Node("LatentBatch", DisplayName = "Batch Latents (DEPRECATED)", Category = "model/latent/batch", Deprecated = true,
    PythonModule = "comfy_extras.nodes_latent", SchemaStyle = true)]
public sealed class LatentBatch : INode<Latent>
{
    [Input]
    public required Latent Samples1 { get; init; }

    [Input]
    public required Latent Samples2 { get; init; }

    public Latent Run(NodeContext context)
    {
        var second = Samples2.Samples;
        if (!second.Shape[1..].SequenceEqual(Samples1.Samples.Shape[1..]))
            second = LatentResize.Resize(second, Samples1.Samples.Size(3), Samples1.Samples.Size(2), "bilinear", cropCenter: true);
        return new Latent(
            Tensor.Stack(Samples1.Samples, second),
            BatchIndex: [.. Latents.BatchIndex(Samples1), .. Latents.BatchIndex(Samples2)]);
    }
}
