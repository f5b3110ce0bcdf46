using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("VAEEncodeTiled", DisplayName = "VAE Encode (Tiled)", Category = "model/latent")]
public sealed class VaeEncodeTiled(LatentCodec codec) : INode<Latent>
{
    [Input]
    public required Image Pixels { get; init; }

    [Input]
    public required VaeModel Vae { get; init; }

    [Input(Min = 64, Max = 4096, Step = 64, Advanced = true)]
    public int TileSize { get; init; } = 512;

    [Input(Min = 0, Max = 4096, Step = 32, Advanced = true)]
    public int Overlap { get; init; } = 64;

    [Input(Min = 8, Max = 4096, Step = 4, Advanced = true)]
    public int TemporalSize { get; init; } = 64;

    [Input(Min = 4, Max = 4096, Step = 4, Advanced = true)]
    public int TemporalOverlap { get; init; } = 8;

    public Latent Run(NodeContext context) =>
        new(codec.EncodeTiled(Vae, Pixels.Pixels, TileSize, Latents.Overlap(TileSize, Overlap), context.CancellationToken))
        {
            Space = Vae.Latent,
        };
}
