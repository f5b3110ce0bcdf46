using Studio.Engine.Graph;
using Studio.Engine.Models;
using Studio.Engine.Tensors;

namespace Studio.Engine.Nodes;

[Node("EmptyFlux2LatentImage", DisplayName = "Empty Flux 2 Latent", Category = "model/latent/flux",
    PythonModule = "comfy_extras.nodes_flux", SchemaStyle = true, Description = "Empty latents of FLUX.2, in which a pixel stands for sixteen along a side.")]
public sealed class EmptyFlux2LatentImage : INode<Latent>
{
    private const int Channels = 128;
    private const int Factor = 16;

    [Input(Min = 16, Max = 16384, Step = 16)]
    public int Width { get; init; } = 1024;

    [Input(Min = 16, Max = 16384, Step = 16)]
    public int Height { get; init; } = 1024;

    [Input(Min = 1, Max = 4096)]
    public int BatchSize { get; init; } = 1;

    public Latent Run(NodeContext context) => new(new Tensor(BatchSize, Channels, Height / Factor, Width / Factor));
}
