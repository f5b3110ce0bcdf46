using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("EmptySD3LatentImage", Category = "model/latent/stable diffusion", PythonModule = "comfy_extras.nodes_sd3", SchemaStyle = true)]
public sealed class EmptySd3LatentImage : INode<Latent>
{
    [Input(Min = 16, Max = 16384, Step = 16)]
    public int Width { get; init; } = 1024;

    [Input(Min = 16, Max = 16384, Step = 16)]
    public int Height { get; init; } = 1024;

    [Input(Min = 1, Max = 4096)]
    public int BatchSize { get; init; } = 1;

    public Latent Run(NodeContext context) => Latents.Empty(BatchSize, 16, Height, Width);
}
