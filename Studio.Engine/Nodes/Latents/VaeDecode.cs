using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes;

[Node("VAEDecode", DisplayName = "VAE Decode", Category = "model/latent",
    Description = "Latents to pictures.")]
public sealed class VaeDecode(LatentCodec codec) : INode<Image>
{
    [Input(Tooltip = "The latents.")]
    public required Latent Samples { get; init; }

    [Input(Tooltip = "The autoencoder.")]
    public required VaeModel Vae { get; init; }

    public Image Run(NodeContext context)
    {
        var samples = Samples.RequireSpace(Vae.Latent, Vae.Source.Name).Samples;
        return new(codec.Decode(Vae, samples, context.Warn, context.CancellationToken));
    }
}
