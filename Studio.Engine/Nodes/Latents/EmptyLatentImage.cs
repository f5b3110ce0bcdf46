using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("EmptyLatentImage", DisplayName = "Empty Latent Image", Category = "model/latent",
    Description = "Empty latents to start from when there is no picture.")]
public sealed class EmptyLatentImage : INode<Latent>
{
    [Input(Min = 16, Max = 16384, Step = 8, Tooltip = "Width of the pictures in pixels.")]
    public int Width { get; init; } = 512;

    [Input(Min = 16, Max = 16384, Step = 8, Tooltip = "Height of the pictures in pixels.")]
    public int Height { get; init; } = 512;

    [Input(Min = 1, Max = 4096, Tooltip = "How many pictures are made at once.")]
    public int BatchSize { get; init; } = 1;

    public Latent Run(NodeContext context) => Latents.Empty(BatchSize, 4, Height, Width);
}
