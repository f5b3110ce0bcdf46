using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("VAEEncode", DisplayName = "VAE Encode", Category = "model/latent",
    Description = "Pictures to latents.")]
public sealed class VaeEncode(LatentCodec codec) : INode<Latent>
{
    [Input]
    public required Image Pixels { get; init; }

    [Input]
    public required VaeModel Vae { get; init; }

    public Latent Run(NodeContext context) => new(codec.Encode(Vae, Pixels.Pixels, context.CancellationToken))
    {
        Space = Vae.Latent,
    };
}
