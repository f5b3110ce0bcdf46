using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("VAEDecodeTiled", DisplayName = "VAE Decode (Tiled)", Category = "model/latent")]
public sealed class VaeDecodeTiled(LatentCodec codec) : INode<Image>
{
    [Input]
    public required Latent Samples { get; init; }

    [Input]
    public required VaeModel Vae { get; init; }

    [Input(Min = 64, Max = 4096, Step = 32, Advanced = true)]
    public int TileSize { get; init; } = 512;

    [Input(Min = 0, Max = 4096, Step = 32, Advanced = true)]
    public int Overlap { get; init; } = 64;

    [Input(Min = 8, Max = 4096, Step = 4, Advanced = true)]
    public int TemporalSize { get; init; } = 64;

    [Input(Min = 4, Max = 4096, Step = 4, Advanced = true)]
    public int TemporalOverlap { get; init; } = 8;

    public Image Run(NodeContext context)
    {
        var samples = Samples.RequireSpace(Vae.Latent, Vae.Source.Name).Samples;
        var overlap = Latents.Overlap(TileSize, Overlap);
        return new(codec.DecodeTiled(Vae, samples, TileSize, overlap, context.Warn, context.CancellationToken));
    }
}
