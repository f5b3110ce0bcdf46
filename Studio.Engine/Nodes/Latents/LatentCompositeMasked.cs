using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("LatentCompositeMasked", DisplayName = "Latent Composite Masked", Category = "model/latent",
    PythonModule = "comfy_extras.nodes_mask", SchemaStyle = true)]
public sealed class LatentCompositeMasked : INode<Latent>
{
    [Input]
    public required Latent Destination { get; init; }

    [Input]
    public required Latent Source { get; init; }

    [Input(Min = 0, Max = 16384, Step = 8)]
    public int X { get; init; }

    [Input(Min = 0, Max = 16384, Step = 8)]
    public int Y { get; init; }

    [Input]
    public bool ResizeSource { get; init; }

    [Input]
    public Mask? Mask { get; init; }

    public Latent Run(NodeContext context)
    {
        var (top, left) = (Y / Latents.Factor, X / Latents.Factor);
        return Destination with { Samples = Compositing.PutPlanes(Destination.Samples, Source.Samples, Mask?.Values, top, left,
            ResizeSource) };
    }
}
